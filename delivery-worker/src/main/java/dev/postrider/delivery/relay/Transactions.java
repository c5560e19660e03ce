package dev.postrider.delivery.relay;

import com.google.protobuf.ByteString;
import dev.postrider.contracts.Content;
import dev.postrider.contracts.OutboundMessage;
import dev.postrider.contracts.OutboundRecipient;
import dev.postrider.contracts.ReversePath;
import dev.postrider.delivery.session.Transaction;
import dev.postrider.mail.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From an outbound record to SMTP transactions. */
final class Transactions {
    private Transactions() {}

    /** In the order of the message's recipients, {@code maxRecipients} in each. */
    static List<Transaction> of(OutboundMessage message, int maxRecipients) {
        ReversePath reversePath = message.getReversePath();
        String sender = wireForm(reversePath.getAddress());
        Content content = message.getContent();
        boolean needsUtf8 = !isAscii(sender) || (reversePath.getSmtputf8() && mayHoldUtf8Header(content));
        List<Transaction> transactions = new ArrayList<>();
        for (int from = 0; from < message.getRecipientsCount(); from += maxRecipients) {
            int to = Math.min(message.getRecipientsCount(), from + maxRecipients);
            transactions.add(new Transaction(
                    sender,
                    message.getRecipientsList().subList(from, to).stream()
                            .map(Transactions::recipient)
                            .toList(),
                    content.getTraceHeader().size() + content.getSizeOctets(),
                    reversePath.getBodyType(),
                    needsUtf8,
                    reversePath.getEnvid(),
                    reversePath.getDsnReturn()));
        }
        return transactions;
    }

    private static Transaction.Recipient recipient(OutboundRecipient recipient) {
        String orcpt = recipient.getOrcpt();
        boolean tellOriginal =
                orcpt.isEmpty() && recipient.getNotifyCount() > 0 && isAscii(recipient.getOriginalAddress());
        return new Transaction.Recipient(
                wireForm(recipient.getAddress()),
                tellOriginal ? "rfc822;" + recipient.getOriginalAddress() : orcpt,
                recipient.getNotifyList());
    }

    /** An address whose local part is ASCII needs no SMTPUTF8: its domain has A-labels. */
    private static String wireForm(String address) {
        if (isAscii(address)) {
            return address;
        }
        Optional<Address> parsed = Address.parse(address);
        return parsed.filter(known -> isAscii(known.localPart()))
                .map(known -> new Address(known.localPart(), Address.asciiDomain(known.domain())).toString())
                .orElse(address);
    }

    /** The client asked for SMTPUTF8, which it may do for every message. Where the header can be seen, it decides. */
    private static boolean mayHoldUtf8Header(Content content) {
        if (content.getBodyCase() == Content.BodyCase.BLOB_KEY || !isAscii(content.getTraceHeader())) {
            return true;
        }
        ByteString body = content.getInline();
        for (int i = 0; i < body.size(); i++) {
            if (body.byteAt(i) < 0) {
                return true;
            }
            boolean blankLine = body.byteAt(i) == '\n'
                    && (i + 2 < body.size() && body.byteAt(i + 1) == '\r' && body.byteAt(i + 2) == '\n');
            if (blankLine) {
                return false;
            }
        }
        return false;
    }

    private static boolean isAscii(ByteString octets) {
        for (int i = 0; i < octets.size(); i++) {
            if (octets.byteAt(i) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }
}
