package dev.postrider.imap.fake;

import dev.postrider.imap.grammar.SearchKey;
import dev.postrider.imap.port.SearchCriterion;
import dev.postrider.mail.header.HeaderBlock;
import dev.postrider.mail.header.HeaderField;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/** Decides by looking at the message. */
record FakeSearch(long recentFromUid) {
    boolean matches(SearchCriterion criterion, FakeMessage message) {
        return switch (criterion) {
            case SearchCriterion.And and -> and.all().stream().allMatch(one -> matches(one, message));
            case SearchCriterion.Or or -> matches(or.left(), message) || matches(or.right(), message);
            case SearchCriterion.Not not -> !matches(not.criterion(), message);
            case SearchCriterion.Uids uids -> uids.uids().contains(message.uid());
            case SearchCriterion.Plain plain -> plain(plain.key(), message);
        };
    }

    private boolean plain(SearchKey key, FakeMessage message) {
        return switch (key) {
            case SearchKey.HasFlag flag -> message.flags().has(flag.flag());
            case SearchKey.HasKeyword keyword ->
                message.flags().keywords().stream().anyMatch(keyword.keyword()::equalsIgnoreCase);
            case SearchKey.Recent _ -> message.uid() >= recentFromUid;
            case SearchKey.ReceivedOn day -> isBetween(day(message), day.from(), day.until());
            case SearchKey.SentOn day -> isBetween(day(message), day.from(), day.until());
            case SearchKey.Larger larger -> message.octets().length() > larger.octets();
            case SearchKey.Smaller smaller -> message.octets().length() < smaller.octets();
            case SearchKey.Header header -> header(header, message);
            case SearchKey.Body body -> contains(body(message), body.text());
            case SearchKey.Text text -> contains(text(message), text.text());
            case SearchKey.And _, SearchKey.Or _, SearchKey.Not _, SearchKey.Numbers _, SearchKey.Uids _ ->
                throw new IllegalArgumentException("Not a plain key");
        };
    }

    private static boolean header(SearchKey.Header wanted, FakeMessage message) {
        for (HeaderField field : HeaderBlock.parse(message.bytes()).fields()) {
            if (field.is(wanted.name())
                    && contains(
                            message.octets().substring(field.offset(), field.offset() + field.length()),
                            wanted.value())) {
                return true;
            }
        }
        return false;
    }

    private static String text(FakeMessage message) {
        return new String(message.bytes(), StandardCharsets.UTF_8);
    }

    private static String body(FakeMessage message) {
        String text = text(message);
        int blank = text.indexOf("\r\n\r\n");
        return blank < 0 ? "" : text.substring(blank + 4);
    }

    private static boolean contains(String text, String part) {
        return text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }

    private static LocalDate day(FakeMessage message) {
        return Instant.ofEpochMilli(message.date().ms())
                .atOffset(ZoneOffset.ofTotalSeconds(message.date().offsetMinutes() * 60))
                .toLocalDate();
    }

    private static boolean isBetween(LocalDate day, LocalDate from, LocalDate until) {
        return !day.isBefore(from) && day.isBefore(until);
    }
}
