// A mail server that keeps what it is given.
//   const box = await mailbox();   startWorld({ env: box.env })   (await box.to('a@b.example')).subject
import { SMTPServer } from 'smtp-server';
import { until } from './hansa.mjs';

const decoded = (part) => part.replace(/=\r?\n/g, '').replace(/(?:=[0-9A-F]{2})+/g, (b) => Buffer.from(b.replaceAll('=', ''), 'hex').toString());
const words = (value) => value.replace(/\?=\s+=\?/g, '?==?').replace(/(?:=\?UTF-8\?B\?([^?]*)\?=)/g, (_, b) => Buffer.from(b, 'base64').toString('latin1'));

function parse(to, raw) {
  const [head] = raw.split('\r\n\r\n');
  const headers = Object.fromEntries(head.replace(/\r\n[ \t]+/g, ' ').split('\r\n').map((l) => [l.slice(0, l.indexOf(':')).toLowerCase(), l.slice(l.indexOf(':') + 1).trim()]));
  const subject = /=\?/.test(headers.subject) ? Buffer.from(words(headers.subject), 'latin1').toString() : headers.subject;
  const body = (type) => decoded(raw.split(`Content-Type: text/${type}`)[1]?.split('\r\n\r\n').slice(1).join('\r\n\r\n').split(/^--=_/m)[0] ?? '');
  const [text, html] = [body('plain'), body('html')];
  return { to, raw, headers, subject, text, html, all: [subject, text, html].join('\n') };
}

export async function mailbox() {
  const mails = [];
  const server = new SMTPServer({ authOptional: true, disabledCommands: ['AUTH', 'STARTTLS'], onData(stream, session, done) {
    let raw = '';
    stream.setEncoding('latin1').on('data', (d) => (raw += d)).on('end', () => {
      mails.push(parse(session.envelope.rcptTo[0].address, raw));
      done();
    });
  } });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    mails,
    env: { HANSA_SMTP_URL: `smtp://127.0.0.1:${server.server.address().port}`, HANSA_SMTP_FROM: 'Hansa <hansa@example.com>' },
    // The next mail to an address that nobody has asked for yet.
    to: async (address, ms = 20000) => Object.assign(await until(() => mails.find((m) => m.to === address && !m.read), { ms, what: `a mail to ${address}` }), { read: true }),
    close: () => server.close(),
  };
}
