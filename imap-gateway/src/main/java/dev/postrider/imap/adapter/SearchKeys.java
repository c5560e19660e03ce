package dev.postrider.imap.adapter;

import dev.postrider.contracts.DateRange;
import dev.postrider.contracts.HeaderKey;
import dev.postrider.imap.grammar.SearchKey;
import dev.postrider.imap.port.SearchCriterion;
import java.time.LocalDate;

/** The tree of a search, as a record of the contracts. */
final class SearchKeys {
    private SearchKeys() {}

    static dev.postrider.contracts.SearchKey of(SearchCriterion criterion) {
        dev.postrider.contracts.SearchKey.Builder key = dev.postrider.contracts.SearchKey.newBuilder();
        switch (criterion) {
            case SearchCriterion.And and -> {
                var all = dev.postrider.contracts.SearchKeys.newBuilder();
                and.all().forEach(one -> all.addKeys(of(one)));
                key.setAllOf(all);
            }
            case SearchCriterion.Or(SearchCriterion left, SearchCriterion right) ->
                key.setAnyOf(dev.postrider.contracts.SearchKeys.newBuilder()
                        .addKeys(of(left))
                        .addKeys(of(right)));
            case SearchCriterion.Not(SearchCriterion negated) -> key.setNot(of(negated));
            case SearchCriterion.Uids(var uids) -> key.setUids(Conversions.uids(uids));
            case SearchCriterion.Plain(SearchKey plain) -> plain(plain, key);
        }
        return key.build();
    }

    private static void plain(SearchKey plain, dev.postrider.contracts.SearchKey.Builder key) {
        switch (plain) {
            case SearchKey.HasFlag(var flag) -> key.setFlagSet(flag.bit());
            case SearchKey.HasKeyword(String keyword) -> key.setKeyword(keyword);
            case SearchKey.Recent _ -> key.setRecent(true);
            case SearchKey.ReceivedOn(LocalDate from, LocalDate until) -> key.setInternalDate(range(from, until));
            case SearchKey.SentOn(LocalDate from, LocalDate until) -> key.setSentDate(range(from, until));
            case SearchKey.Larger(long octets) -> key.setLargerThan(octets);
            case SearchKey.Smaller(long octets) -> key.setSmallerThan(octets);
            case SearchKey.Header(String name, String value) ->
                key.setHeader(HeaderKey.newBuilder().setName(name).setValue(value));
            case SearchKey.Body(String text) -> key.setBody(text);
            case SearchKey.Text(String text) -> key.setText(text);
            case SearchKey.And _, SearchKey.Or _, SearchKey.Not _, SearchKey.Numbers _, SearchKey.Uids _ ->
                throw new IllegalArgumentException("Not a plain key");
        }
    }

    private static DateRange range(LocalDate from, LocalDate until) {
        return DateRange.newBuilder()
                .setFromEpochDay(from.toEpochDay())
                .setUntilEpochDay(until.toEpochDay())
                .build();
    }
}
