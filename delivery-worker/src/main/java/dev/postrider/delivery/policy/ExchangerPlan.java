package dev.postrider.delivery.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;

/** Which hosts to try for a domain that has MX records, RFC 5321 s5.1. */
public sealed interface ExchangerPlan {
    /** These, in this order. */
    record Hosts(List<String> names) implements ExchangerPlan {
        public Hosts {
            names = List.copyOf(names);
        }
    }

    /** RFC 7505: the domain takes no mail. */
    record TakesNoMail() implements ExchangerPlan {}

    /** No host is better than we are: whom we would hand it to would hand it back. */
    record LoopsBack() implements ExchangerPlan {}

    /** One MX record; an empty host is the root. */
    record Choice(int preference, String host) {}

    /**
     * Orders hosts by preference. Those of one preference stay in the order given, so the caller shuffles.
     *
     * @param choices at least one
     * @param ownNames in lower case: hosts as far from the destination as we are, or farther, are left out
     */
    static ExchangerPlan of(List<Choice> choices, Set<String> ownNames, int maxHosts) {
        if (choices.stream().allMatch(choice -> choice.host().isEmpty())) {
            return new TakesNoMail();
        }
        OptionalInt own = choices.stream()
                .filter(choice -> ownNames.contains(choice.host().toLowerCase(Locale.ROOT)))
                .mapToInt(Choice::preference)
                .min();
        List<Choice> usable = new ArrayList<>(choices);
        usable.removeIf(choice -> choice.host().isEmpty() || choice.preference() >= own.orElse(Integer.MAX_VALUE));
        if (usable.isEmpty()) {
            return new LoopsBack();
        }
        usable.sort(Comparator.comparingInt(Choice::preference));
        return new Hosts(
                usable.stream().map(Choice::host).distinct().limit(maxHosts).toList());
    }
}
