"""Reads a letter with Python's own `email`, and tells as JSON what is in it."""

import email
import email.policy
import json
import sys


def told(message):
    """The headers, the parts and the documents of a message."""
    sender, recipient = (message[name].addresses[0] for name in ("From", "To"))
    plain = message.get_body(preferencelist=("plain",))
    page = message.get_body(preferencelist=("html",))
    return {
        "message_id": message["Message-ID"],
        "date": message["Date"].datetime.isoformat(),
        "subject": str(message["Subject"]),
        "from": [sender.display_name, sender.addr_spec],
        "to": [recipient.display_name, recipient.addr_spec],
        "kind": message.get_content_type(),
        "kinds": [part.get_content_type() for part in message.walk()],
        "text": plain.get_content(),
        "html": page.get_content(),
        "attachments": [
            [part.get_filename(), part.get_content_type(), part.get_payload(decode=True).hex()]
            for part in message.iter_attachments()
        ],
        "defects": [str(defect) for part in message.walk() for defect in part.defects],
    }


with open(sys.argv[1], "rb") as file:
    print(json.dumps(told(email.message_from_binary_file(file, policy=email.policy.default))))
