/**
 * Scripts that find an element of a page as assistive technology would name it, for WebDriver, which can't look for names itself.
 * They cover what the app's screens use: labels, aria-label, aria-labelledby, content, alt, title.
 */
const names = `
	const visible = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('[inert], [aria-hidden="true"]');
	const squeeze = (text) => (text ?? '').replace(/\\s+/g, ' ').trim();
	const said = (node) => {
		if (node.nodeType === Node.TEXT_NODE) return node.data;
		if (node.nodeType !== Node.ELEMENT_NODE || node.getAttribute('aria-hidden') === 'true') return '';
		if (node.hasAttribute('aria-label')) return node.getAttribute('aria-label');
		if (node.localName === 'img') return node.alt;
		return Array.from(node.childNodes, said).join('');
	};
	const nameOf = (element) => {
		const by = element.getAttribute('aria-labelledby');
		if (by) return squeeze(by.split(/\\s+/).map((id) => document.getElementById(id)).map((label) => (label ? said(label) : '')).join(' '));
		if (element.getAttribute('aria-label')) return squeeze(element.getAttribute('aria-label'));
		if (element.labels?.length) return squeeze(Array.from(element.labels, said).join(' '));
		const own = element.matches('input, select, textarea') ? '' : squeeze(said(element));
		return own || squeeze(element.title || element.placeholder);
	};
`;

/** Takes a name; returns the visible field of that name, or null. */
export const findField = `${names}
	const fields = document.querySelectorAll('input:not([type=hidden]), textarea, select, [role=textbox], [role=combobox]');
	return Array.from(fields).find((field) => visible(field) && nameOf(field) === arguments[0]) ?? null;
`;

/** Takes a role and a name; returns the visible element that has both and is not disabled, or null. */
export const findByRole = `${names}
	const implicit = {
		button: 'button, input[type=submit], input[type=button], summary',
		link: 'a[href]',
		radio: 'input[type=radio]',
		checkbox: 'input[type=checkbox]',
		option: 'option',
	};
	const [role, name] = arguments;
	const native = implicit[role] ? Array.from(document.querySelectorAll(implicit[role])).filter((element) => !element.hasAttribute('role')) : [];
	const all = [...document.querySelectorAll('[role="' + role + '"]'), ...native];
	return all.find((element) => visible(element) && !element.disabled && element.ariaDisabled !== 'true' && nameOf(element) === name) ?? null;
`;
