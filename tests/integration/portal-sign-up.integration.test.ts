import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { accountDocument, contactDocument } from '../../src/lib/domain/document-name.ts';
import type { DocumentName } from '../../src/lib/domain/document-name.ts';
import { readAccount, readContact } from '../../src/lib/documents/record-reading.ts';
import { readRegisters } from '../../src/lib/documents/registers.ts';
import type { TestBrowser } from '../support/relay.ts';
import { comparable, openPortalStage, type PortalStage } from '../support/portal-stage.ts';

let stage: PortalStage;
let phone: TestBrowser;

beforeEach(async () => {
	stage = await openPortalStage();
	phone = stage.relay.browser();
	await stage.book.edit('firm', { 'signUp/open': true, 'signUp/welcome': 'Bienvenue !' });
});
afterEach(() => stage.close());

const zoe = { firstName: 'Zoé', lastName: 'Petit', phone: '06 12 34 56 78', type: 'individual', companyName: '', consent: true };
const start = (email: string, more = {}) => phone.post('/portal/api/sign-up/start', { email, locale: 'fr', ...more });
const prove = (attempt: string, code: string) => phone.post('/portal/api/sign-up/code', { attempt, code });
const finish = (attempt: string, details = {}) => phone.post('/portal/api/sign-up/finish', { attempt, ...zoe, ...details });
const head = async () => (await stage.relay.clientLog.head(stage.firm)).head;
const wrongFor = (code: string) => (code === '000000' ? '000001' : '000000');

async function proven(email: string): Promise<string> {
	const { attempt } = (await start(email)).body;
	await stage.deliver();
	expect((await prove(attempt, stage.codeTo(email))).status).toBe(200);
	return attempt;
}

async function read(name: DocumentName) {
	const doc = new Y.Doc();
	for (const update of await stage.relay.clientLog.document(stage.firm, name)) Y.applyUpdate(doc, update);
	return readRegisters(doc);
}

test('POR-20 closed, every step is refused, half-done tries too; open again, they go on', async () => {
	expect((await phone.get('/portal/api/sign-up')).body).toMatchObject({ open: true, welcome: 'Bienvenue !', firm: { name: 'Cabinet Durand', signUp: true } });
	const attempt = await proven('zoe@exemple.fr');
	const begun = (await start('max@exemple.fr')).body.attempt;
	await stage.book.edit('firm', { 'signUp/open': false });
	expect((await phone.get('/portal/api/sign-up')).body).toMatchObject({ open: false, welcome: '', firm: { signUp: false } });
	const closed = { status: 403, body: { error: 'closed' } };
	for (const answer of [await start('new@exemple.fr'), await prove(begun, '123456'), await phone.post('/portal/api/sign-up/resend', { attempt: begun }), await finish(attempt)])
		expect(answer).toMatchObject(closed);
	await stage.book.edit('firm', { 'signUp/open': true });
	expect((await finish(attempt)).status).toBe(200);
});

test('POR-20 it is closed until somebody opens it', async () => {
	const fresh = await openPortalStage();
	try {
		expect((await fresh.relay.browser().post('/portal/api/sign-up/start', { email: 'a@b.fr', locale: 'fr' })).status).toBe(403);
	} finally {
		await fresh.close();
	}
});

test('POR-21 a thousand tries without proof leave the log as it was', async () => {
	const before = await head();
	let begun = 0;
	for (let i = 0; i < 1_000; i++) {
		const answer = await start(`bot${i}@exemple.fr`, i % 2 === 0 ? { website: 'https://spam.example' } : {});
		if (answer.status === 200) begun += 1;
		if (answer.status !== 200) expect(answer.status).toBe(429);
		if (i % 100 === 0) stage.relay.clock.ahead += 60 * 60_000;
	}
	expect(begun).toBeLessThan(60);
	expect((await finish('A'.repeat(43))).status).toBe(410);
	expect(await head()).toBe(before);
});

test('POR-22 five wrong codes end the try, and the right one is too late then', async () => {
	const { attempt } = (await start('zoe@exemple.fr')).body;
	await stage.deliver();
	const code = stage.codeTo('zoe@exemple.fr');
	for (let left = 4; left > 0; left--) expect(await prove(attempt, wrongFor(code))).toMatchObject({ status: 422, body: { error: 'code', left } });
	expect(await prove(attempt, wrongFor(code))).toMatchObject({ status: 410, body: { error: 'ended' } });
	expect((await prove(attempt, code)).status).toBe(410);
	expect((await finish(attempt)).status).toBe(410);
});

test('POR-22 the code is sent again after a minute, only the last one counts, and it lives ten minutes', async () => {
	const { attempt, resendIn } = (await start('zoe@exemple.fr')).body;
	expect(resendIn).toBe(60);
	await stage.deliver();
	const first = stage.codeTo('zoe@exemple.fr');
	const resend = () => phone.post('/portal/api/sign-up/resend', { attempt });
	expect(await resend()).toMatchObject({ status: 429 });
	stage.relay.clock.ahead += 60_000;
	expect((await resend()).status).toBe(200);
	await stage.deliver();
	const second = stage.codeTo('zoe@exemple.fr');
	expect(second).not.toBe(first);
	expect((await prove(attempt, first)).status).toBe(422);
	stage.relay.clock.ahead += 11 * 60_000;
	expect((await prove(attempt, second)).status).toBe(422);
	expect((await resend()).status).toBe(200);
	await stage.deliver();
	expect((await prove(attempt, stage.codeTo('zoe@exemple.fr'))).status).toBe(200);
});

test('POR-23 an address that has access gets the same answers, and a mail that says so', async () => {
	await stage.activated();
	const [known, unknown] = [await start('lea@exemple.fr'), await start('zoe@exemple.fr')];
	const shape = ({ body, ...rest }: typeof known) => comparable({ ...rest, body: { ...body, attempt: body.attempt.length } });
	expect(shape(known)).toEqual(shape(unknown));
	for (let i = 0; i < 5; i++) {
		const answers = [await prove(known.body.attempt, '12345x'), await prove(unknown.body.attempt, '12345x')] as const;
		expect(comparable(answers[0])).toEqual(comparable(answers[1]));
	}
	await stage.deliver();
	const mails = stage.mail.received.slice(-2);
	expect(mails.find((mail) => mail.envelope.to.includes('lea@exemple.fr'))?.text).toContain('/portal/sign-in');
	expect(mails.find((mail) => mail.envelope.to.includes('lea@exemple.fr'))?.subject).toContain('déjà un accès');
	expect(mails.find((mail) => mail.envelope.to.includes('zoe@exemple.fr'))?.subject).toMatch(/^\d{6} est votre code$/);
});

test('POR-24 a finished registration is an account, its contact without access, and the word to the firm', async () => {
	const twin = await stage.book.contact('autre@exemple.fr', { firstName: 'ZOE', lastName: 'Petit' });
	const attempt = await proven('Zoe@exemple.fr');
	expect((await finish(attempt, { firstName: ' Zoé ', lastName: 'Petit/Grand?', type: 'company', companyName: 'Fleurs: & Cie' })).status).toBe(200);
	expect((await finish(attempt, { firstName: 'Again' })).status).toBe(200);
	const told = (await stage.book.events()).filter((event) => event.type === 'client.signedUp');
	expect(told).toHaveLength(1);
	const [said] = told;
	if (said?.type !== 'client.signedUp') throw new Error('nothing was said');
	expect(said).toMatchObject({ name: 'Zoé Petit-Grand', email: 'Zoe@exemple.fr' });
	const contact = readContact(await read(contactDocument(said.contact))).values;
	expect(contact).toMatchObject({ firstName: 'Zoé', lastName: 'Petit-Grand', email: 'Zoe@exemple.fr', phones: ['06 12 34 56 78'], language: 'fr' });
	const account = readAccount(await read(accountDocument(said.account)));
	expect(account.values).toMatchObject({ type: 'company', companyName: 'Fleurs - & Cie' });
	expect(account.links).toMatchObject([{ contact: said.contact, login: false, notify: false }]);

	const next = await proven('autre@exemple.fr');
	expect((await finish(next)).status).toBe(200);
	const second = (await stage.book.events()).findLast((event) => event.type === 'client.signedUp');
	expect(second).toMatchObject({ matches: [twin] });
});

test('POR-24 what is missing or wrong is refused, and the try goes on', async () => {
	const attempt = await proven('zoe@exemple.fr');
	for (const wrong of [{ firstName: ' ' }, { lastName: '' }, { phone: 'appelez-moi' }, { type: 'other' }, { type: 'company', companyName: '' }, { consent: false }])
		expect((await finish(attempt, wrong)).status, JSON.stringify(wrong)).toBe(400);
	const before = await head();
	expect((await finish(attempt)).status).toBe(200);
	expect(await head()).toBeGreaterThan(before);
});

test('POR-25 a program that fills the hidden field is answered alike, and gets no mail', async () => {
	const person = await start('zoe@exemple.fr');
	const bot = await start('max@exemple.fr', { website: 'https://spam.example' });
	expect(bot.status).toBe(person.status);
	expect(Object.keys(bot.body)).toEqual(Object.keys(person.body));
	await stage.deliver();
	expect(stage.mail.received.filter((mail) => mail.envelope.to.includes('max@exemple.fr'))).toEqual([]);
	expect(await stage.relay.database.all('SELECT email FROM sign_up_attempts')).toHaveLength(1);
});
