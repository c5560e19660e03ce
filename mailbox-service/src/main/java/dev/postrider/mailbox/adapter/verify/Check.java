package dev.postrider.mailbox.adapter.verify;

import java.util.List;

/**
 * One promise as SQL: it returns a row with a text for each breach in the account $1.
 *
 * @param promise such as {@code I5}
 */
record Check(String promise, String sql) {
    static final List<Check> ALL = List.of(
            new Check("I4", """
                    SELECT format('email %s: the octets stored are not those of its SHA-256', e.email_id)
                    FROM mailbox.email e JOIN mailbox.email_body b USING (account_id, email_id)
                    WHERE e.account_id = $1 AND e.blob_key IS NULL
                        AND sha256(substring(b.content FROM e.prefix_octets + 1)) <> e.sha256"""),
            new Check("I4", """
                    SELECT format('email %s: %s octets in the row, %s expected, of %s', e.email_id, length(b.content),
                        e.content_octets, e.size_octets)
                    FROM mailbox.email e JOIN mailbox.email_body b USING (account_id, email_id)
                    WHERE e.account_id = $1 AND (length(b.content) <> e.content_octets
                        OR e.content_octets > e.size_octets OR e.header_octets > e.size_octets
                        OR (e.blob_key IS NULL AND e.content_octets <> e.size_octets))"""),
            new Check("I4", """
                    SELECT format('mailbox %s uid %s: size %s, its email has %s', m.mailbox_id, m.uid, m.size_octets, e.size_octets)
                    FROM mailbox.email_mailbox m JOIN mailbox.email e USING (account_id, email_id)
                    WHERE m.account_id = $1 AND m.size_octets <> e.size_octets"""),
            new Check("I5", """
                    SELECT format('mailbox %s uid %s: not below uidnext %s', m.mailbox_id, m.uid, b.uid_next)
                    FROM mailbox.email_mailbox m JOIN mailbox.mailbox b USING (account_id, mailbox_id)
                    WHERE m.account_id = $1 AND m.uid >= b.uid_next"""),
            new Check("I5", """
                    SELECT format('mailbox %s uid %s: expunged and present', m.mailbox_id, m.uid)
                    FROM mailbox.email_mailbox m JOIN mailbox.expunged x USING (account_id, mailbox_id, uid)
                    WHERE m.account_id = $1"""),
            new Check("I5", """
                    SELECT format('mailbox %s: uidvalidity %s is above the last one given, %s', b.mailbox_id, b.uid_validity,
                        a.last_uid_validity)
                    FROM mailbox.mailbox b JOIN mailbox.account a USING (account_id)
                    WHERE b.account_id = $1 AND b.uid_validity > a.last_uid_validity"""),
            new Check("I6", """
                    SELECT format('mailbox %s: highest modseq %s is above the account''s, %s', b.mailbox_id, b.highest_modseq, a.modseq)
                    FROM mailbox.mailbox b JOIN mailbox.account a USING (account_id)
                    WHERE b.account_id = $1 AND b.highest_modseq > a.modseq"""),
            new Check("I6", """
                    SELECT format('mailbox %s uid %s: modseq %s is above the mailbox''s, %s', m.mailbox_id, m.uid, m.modseq,
                        b.highest_modseq)
                    FROM mailbox.email_mailbox m JOIN mailbox.mailbox b USING (account_id, mailbox_id)
                    WHERE m.account_id = $1 AND m.modseq > b.highest_modseq"""),
            new Check("I6", """
                    SELECT format('mailbox %s uid %s: expunged at modseq %s, above the mailbox''s, %s', x.mailbox_id, x.uid, x.modseq,
                        b.highest_modseq)
                    FROM mailbox.expunged x JOIN mailbox.mailbox b USING (account_id, mailbox_id)
                    WHERE x.account_id = $1 AND x.modseq > b.highest_modseq"""),
            new Check("I7", """
                    SELECT format('mailbox %s uid %s: a keyword that the mailbox does not list', m.mailbox_id, m.uid)
                    FROM mailbox.email_mailbox m JOIN mailbox.mailbox b USING (account_id, mailbox_id)
                    WHERE m.account_id = $1 AND NOT b.keywords @> m.keywords"""),
            new Check("I12", """
                    SELECT format('mailbox %s: counters messages %s unseen %s deleted %s size %s, counted %s %s %s %s', b.mailbox_id,
                        b.messages, b.unseen, b.deleted, b.size_octets, c.messages, c.unseen, c.deleted, c.size)
                    FROM mailbox.mailbox b CROSS JOIN LATERAL (
                        SELECT count(*) AS messages, count(*) FILTER (WHERE m.flags & 1 = 0) AS unseen,
                            count(*) FILTER (WHERE m.flags & 8 <> 0) AS deleted, coalesce(sum(m.size_octets), 0) AS size
                        FROM mailbox.email_mailbox m WHERE m.account_id = $1 AND m.mailbox_id = b.mailbox_id) c
                    WHERE b.account_id = $1 AND (b.messages, b.unseen, b.deleted, b.size_octets)
                        IS DISTINCT FROM (c.messages, c.unseen, c.deleted, c.size)"""),
            new Check("I12", """
                    SELECT format('quota: %s octets in %s messages, counted %s in %s', a.used_octets, a.used_messages, c.size, c.messages)
                    FROM mailbox.account a CROSS JOIN LATERAL (
                        SELECT count(*) AS messages, coalesce(sum(m.size_octets), 0) AS size
                        FROM mailbox.email_mailbox m WHERE m.account_id = $1) c
                    WHERE a.account_id = $1 AND (a.used_octets, a.used_messages) IS DISTINCT FROM (c.size, c.messages)"""),
            new Check("I12", """
                    SELECT format('mailbox %s uid %s: no such mailbox or email', m.mailbox_id, m.uid)
                    FROM mailbox.email_mailbox m
                    WHERE m.account_id = $1 AND (
                        NOT EXISTS (SELECT 1 FROM mailbox.mailbox b WHERE b.account_id = $1 AND b.mailbox_id = m.mailbox_id)
                        OR NOT EXISTS (SELECT 1 FROM mailbox.email e WHERE e.account_id = $1 AND e.email_id = m.email_id))"""),
            new Check("I12", """
                    SELECT format('email %s: %s references, counted %s', e.email_id, e.refs, coalesce(c.entries, 0))
                    FROM mailbox.email e LEFT JOIN (
                        SELECT email_id, count(*) AS entries FROM mailbox.email_mailbox
                        WHERE account_id = $1 GROUP BY email_id) c ON c.email_id = e.email_id
                    WHERE e.account_id = $1 AND e.refs <> coalesce(c.entries, 0)"""),
            new Check("I12", """
                    SELECT format('email %s: without body, or body without email', coalesce(e.email_id, b.email_id))
                    FROM (SELECT email_id FROM mailbox.email WHERE account_id = $1) e
                    FULL JOIN (SELECT email_id FROM mailbox.email_body WHERE account_id = $1) b ON b.email_id = e.email_id
                    WHERE e.email_id IS NULL OR b.email_id IS NULL"""),
            new Check("I12", """
                    SELECT 'there is no INBOX' WHERE NOT EXISTS (
                        SELECT 1 FROM mailbox.mailbox WHERE account_id = $1 AND name = 'INBOX')"""));
}
