package dev.postrider.imap.port;

import java.util.List;

/**
 * A mailbox at one moment.
 *
 * @param firstUnseenUid 0: none
 * @param keywords in use
 */
public record OpenedMailbox(MailboxInfo info, List<String> keywords, long firstUnseenUid, UidList uids) {
    public OpenedMailbox {
        keywords = List.copyOf(keywords);
    }
}
