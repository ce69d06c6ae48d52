"""A mail server for the tests, made of aiosmtpd: it says its port, takes letters into a folder, and
misbehaves as it is told. It ends when its standard input does.

    smtp_server.py FOLDER [--tls starttls|tls] [--certificate FILE --key FILE]
        [--user NAME --password WORD] [--refuse ADDRESS] [--greylist] [--limit BYTES]
        [--drop recipient|letter|answer]
"""

import argparse
import asyncio
import pathlib
import ssl
import sys
import threading

from aiosmtpd.smtp import SMTP, AuthResult


class Taker:
    """Takes letters, each into a file of its own, numbered from 1."""

    def __init__(self, options):
        self.options = options
        self.greylisted = set()
        self.taken = 0
        self.dropped = False

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if address == self.options.refuse:
            return "550 5.1.1 There is nobody of that name here"
        pair = (envelope.mail_from, address)
        if self.options.greylist and pair not in self.greylisted:
            self.greylisted.add(pair)
            return "451 4.7.1 Greylisted: please try again later"
        if self.drop_now("recipient"):
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        self.taken += 1
        folder = pathlib.Path(self.options.folder)
        (folder / f"{self.taken}.eml").write_bytes(envelope.original_content)
        recipients = "\n".join([envelope.mail_from, *envelope.rcpt_tos])
        (folder / f"{self.taken}.envelope").write_text(recipients, encoding="utf-8")
        if self.drop_now("answer"):
            server.transport.abort()
        return "250 2.0.0 Taken"

    def drop_now(self, at):
        """Whether the line is to be dropped here; once."""
        drop = self.options.drop == at and not self.dropped
        self.dropped = self.dropped or drop
        return drop


class Server(SMTP):
    async def smtp_DATA(self, arg):
        if self.event_handler.drop_now("letter"):
            await self.push("354 Go on")
            await self._reader.read(1000)
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


async def serve(options):
    context = None
    if options.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.certificate, options.key)
    taker = Taker(options)

    def let_in(server, session, envelope, mechanism, data):
        known = (options.user.encode(), options.password.encode())
        return AuthResult(success=(data.login, data.password) == known, handled=False)

    def one():
        return Server(
            taker,
            hostname="localhost",
            data_size_limit=options.limit,
            tls_context=context if options.tls == "starttls" else None,
            require_starttls=options.tls == "starttls",
            authenticator=let_in if options.user else None,
            auth_required=bool(options.user),
            # With TLS from the first byte the library does not know that there is any.
            auth_require_tls=options.tls != "tls",
        )

    loop = asyncio.get_running_loop()
    at_once = context if options.tls == "tls" else None
    server = await loop.create_server(one, "127.0.0.1", 0, ssl=at_once)
    print(server.sockets[0].getsockname()[1], flush=True)
    ended = asyncio.Event()

    def wait():
        sys.stdin.read()
        loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=wait, daemon=True).start()
    await ended.wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--tls", choices=["starttls", "tls"])
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    parser.add_argument("--user")
    parser.add_argument("--password")
    parser.add_argument("--refuse")
    parser.add_argument("--greylist", action="store_true")
    parser.add_argument("--limit", type=int, default=33_554_432)
    parser.add_argument("--drop", choices=["recipient", "letter", "answer"])
    asyncio.run(serve(parser.parse_args()))
