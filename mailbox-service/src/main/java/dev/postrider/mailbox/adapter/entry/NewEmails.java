package dev.postrider.mailbox.adapter.entry;

import dev.postrider.mailbox.adapter.sql.Flight;
import dev.postrider.mailbox.message.IncomingMessage;
import dev.postrider.mailbox.message.SearchFields;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Messages that are about to be stored, each with its first entry in a mailbox. Whatever their number, they are three
 * statements: columns travel as arrays, which {@code SELECT unnest(…), unnest(…)} walks in step without storing them anywhere
 * between.
 */
public final class NewEmails {
    private static final String INSERT_EMAIL = """
            INSERT INTO mailbox.email (account_id, email_id, size_octets, prefix_octets, header_octets, content_octets, blob_key,
                sha256, sent_day, structure, subject_text, from_text, to_text, cc_text, bcc_text, message_id, fields_cut)
            SELECT unnest($1::bigint[]), unnest($2::bigint[]), unnest($3::bigint[]), unnest($4::int[]), unnest($5::int[]),
                unnest($6::int[]), unnest($7::text[]), unnest($8::bytea[]), unnest($9::int[]), unnest($10::bytea[]),
                unnest($11::text[]), unnest($12::text[]), unnest($13::text[]), unnest($14::text[]), unnest($15::text[]),
                unnest($16::text[]), unnest($17::boolean[])""";

    private static final String INSERT_BODY = """
            INSERT INTO mailbox.email_body (account_id, email_id, content)
            SELECT unnest($1::bigint[]), unnest($2::bigint[]), unnest($3::bytea[])""";

    private static final String INSERT_ENTRY = """
            INSERT INTO mailbox.email_mailbox (account_id, email_id, modseq, internal_date_ms, saved_at_ms, size_octets,
                mailbox_id, uid, internal_date_offset, flags)
            SELECT unnest($1::bigint[]), unnest($2::bigint[]), unnest($3::bigint[]), unnest($4::bigint[]), $5::bigint,
                unnest($6::bigint[]), unnest($7::int[]), unnest($8::int[]), unnest($9::smallint[]), unnest($10::smallint[])""";

    /**
     * One message and its first entry.
     *
     * @param flags bits of Flags.system
     */
    public record NewEmail(
            long accountId,
            long emailId,
            int mailboxId,
            int uid,
            long modseq,
            long internalDateMs,
            int internalDateOffset,
            int flags,
            IncomingMessage message) {}

    private final List<NewEmail> emails = new ArrayList<>();

    public void add(NewEmail email) {
        emails.add(email);
    }

    public boolean isEmpty() {
        return emails.isEmpty();
    }

    /**
     * Sends the rows.
     *
     * @param nowMs when they come into their mailboxes, Unix time
     */
    public void insert(Flight flight, long nowMs) {
        int count = emails.size();
        Long[] accounts = new Long[count];
        Long[] ids = new Long[count];
        Long[] sizes = new Long[count];
        for (int i = 0; i < count; i++) {
            NewEmail email = emails.get(i);
            accounts[i] = email.accountId();
            ids[i] = email.emailId();
            sizes[i] = email.message().sizeOctets();
        }
        insertEmails(flight, accounts, ids, sizes);
        insertBodies(flight, accounts, ids);
        insertEntries(flight, accounts, ids, sizes, nowMs);
    }

    private void insertEmails(Flight flight, Long[] accounts, Long[] ids, Long[] sizes) {
        int count = emails.size();
        Integer[] prefixes = new Integer[count];
        Integer[] headers = new Integer[count];
        Integer[] contents = new Integer[count];
        @Nullable String[] blobKeys = new @Nullable String[count];
        Buffer[] sums = new Buffer[count];
        @Nullable Integer[] sentDays = new @Nullable Integer[count];
        Buffer[] structures = new Buffer[count];
        Boolean[] cut = new Boolean[count];
        for (int i = 0; i < count; i++) {
            IncomingMessage message = emails.get(i).message();
            prefixes[i] = message.prefixOctets();
            headers[i] = message.headerOctets();
            contents[i] = message.content().length;
            blobKeys[i] = message.blobKey().orElse(null);
            sums[i] = Buffer.buffer(message.sha256());
            sentDays[i] = message.fields().sentDay();
            structures[i] = Buffer.buffer(message.structure());
            cut[i] = message.fields().cut();
        }
        Tuple row = Tuple.of(accounts, ids, sizes)
                .addArrayOfInteger(prefixes)
                .addArrayOfInteger(headers)
                .addArrayOfInteger(contents)
                .addArrayOfString(blobKeys)
                .addArrayOfBuffer(sums)
                .addArrayOfInteger(sentDays)
                .addArrayOfBuffer(structures)
                .addArrayOfString(texts(SearchFields::subject))
                .addArrayOfString(texts(SearchFields::from))
                .addArrayOfString(texts(SearchFields::to))
                .addArrayOfString(texts(SearchFields::cc))
                .addArrayOfString(texts(SearchFields::bcc))
                .addArrayOfString(texts(SearchFields::messageId))
                .addArrayOfBoolean(cut);
        flight.send(INSERT_EMAIL, row);
    }

    private @Nullable String[] texts(Function<SearchFields, @Nullable String> field) {
        @Nullable String[] texts = new @Nullable String[emails.size()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = field.apply(emails.get(i).message().fields());
        }
        return texts;
    }

    private void insertBodies(Flight flight, Long[] accounts, Long[] ids) {
        Buffer[] contents = new Buffer[emails.size()];
        for (int i = 0; i < contents.length; i++) {
            contents[i] = Buffer.buffer(emails.get(i).message().content());
        }
        flight.send(INSERT_BODY, Tuple.of(accounts, ids, contents));
    }

    private void insertEntries(Flight flight, Long[] accounts, Long[] ids, Long[] sizes, long nowMs) {
        int count = emails.size();
        Long[] modseqs = new Long[count];
        Long[] dates = new Long[count];
        Integer[] mailboxes = new Integer[count];
        Integer[] uids = new Integer[count];
        Short[] offsets = new Short[count];
        Short[] flags = new Short[count];
        for (int i = 0; i < count; i++) {
            NewEmail email = emails.get(i);
            modseqs[i] = email.modseq();
            dates[i] = email.internalDateMs();
            mailboxes[i] = email.mailboxId();
            uids[i] = email.uid();
            offsets[i] = (short) email.internalDateOffset();
            flags[i] = (short) email.flags();
        }
        flight.send(
                INSERT_ENTRY,
                Tuple.of(accounts, ids, modseqs, dates)
                        .addLong(nowMs)
                        .addArrayOfLong(sizes)
                        .addArrayOfInteger(mailboxes)
                        .addArrayOfInteger(uids)
                        .addArrayOfShort(offsets)
                        .addArrayOfShort(flags));
    }
}
