import type { InputProblem } from '$lib/app/carnet.ts';
import { MAX_FOLDERS } from '$lib/domain/folder.ts';
import { formats } from '$lib/i18n/format.ts';
import * as m from '$messages';

/** Why a command changed nothing, in the language on screen, for what a screen could not know before it asked. */
export function refusalWords(problem: InputProblem['problem']): string {
	switch (problem) {
		case 'forbidden':
			return m.change_forbidden();
		case 'record-unknown':
		case 'tag-unknown':
		case 'field-unknown':
		case 'template-unknown':
		case 'folder-unknown':
			return m.change_gone();
		case 'name-taken':
		case 'tag-name-taken':
			return m.change_name_taken();
		case 'name-unusable':
			return m.change_name_unusable();
		case 'folder-not-empty':
			return m.change_folder_not_empty();
		case 'folder-client-uploads':
			return m.change_folder_uploads();
		case 'folder-into-itself':
			return m.change_folder_into_itself();
		case 'too-many':
			return m.change_too_many({ most: formats().number(MAX_FOLDERS) });
		case 'invitation-unknown':
		case 'invitation-left':
			return m.change_invitation_left();
		case 'erasure-left':
			return m.change_erasure_left();
		case 'being-erased':
			return m.change_being_erased();
		case 'contact-in-use':
			return m.change_contact_in_use();
		case 'too-long':
			return m.change_too_long();
		default:
			return m.change_refused();
	}
}
