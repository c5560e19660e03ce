package dev.postrider.delivery.session;

import dev.postrider.contracts.BodyType;
import dev.postrider.contracts.DsnNotify;
import dev.postrider.contracts.DsnReturn;
import java.util.List;

/**
 * One message to carry: an envelope and what its body needs.
 *
 * @param reversePath empty: {@code <>}
 * @param sizeOctets of the whole message as it goes out, before dot-stuffing
 * @param needsSmtpUtf8 whether sender or header hold UTF-8 (RFC 6531); recipients are looked at one by one
 * @param envid decoded; empty when absent
 */
public record Transaction(
        String reversePath,
        List<Recipient> recipients,
        long sizeOctets,
        BodyType bodyType,
        boolean needsSmtpUtf8,
        String envid,
        DsnReturn dsnReturn) {
    public Transaction {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("a transaction without recipients");
        }
    }

    /**
     * One RCPT.
     *
     * @param address as it goes out
     * @param orcpt {@code type;address}, decoded; empty when absent
     */
    public record Recipient(String address, String orcpt, List<DsnNotify> notifyOn) {
        public Recipient {
            notifyOn = List.copyOf(notifyOn);
        }

        boolean isAscii() {
            return address.chars().allMatch(c -> c < 0x80);
        }
    }
}
