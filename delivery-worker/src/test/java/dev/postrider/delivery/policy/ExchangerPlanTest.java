package dev.postrider.delivery.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postrider.delivery.policy.ExchangerPlan.Choice;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExchangerPlanTest {
    private static ExchangerPlan plan(int maxHosts, Choice... choices) {
        return ExchangerPlan.of(List.of(choices), Set.of("me.example"), maxHosts);
    }

    @Test
    void ordersByPreferenceAndKeepsTheGivenOrderWithinOne() {
        assertEquals(
                new ExchangerPlan.Hosts(List.of("a", "c", "b", "d")),
                plan(5, new Choice(20, "b"), new Choice(10, "a"), new Choice(20, "d"), new Choice(10, "c")));
    }

    @Test
    void takesTheBestFew() {
        assertEquals(
                new ExchangerPlan.Hosts(List.of("a", "b")),
                plan(2, new Choice(3, "c"), new Choice(1, "a"), new Choice(2, "b"), new Choice(1, "a")));
    }

    @Test
    void nullMxTakesNoMail() {
        assertEquals(new ExchangerPlan.TakesNoMail(), plan(5, new Choice(0, "")));
    }

    @Test
    void aRootBesideOthersIsPassedOver() {
        assertEquals(new ExchangerPlan.Hosts(List.of("a")), plan(5, new Choice(0, ""), new Choice(5, "a")));
    }

    @Test
    void neverGoesToAnExchangerAsFarAsWeAre() {
        assertEquals(
                new ExchangerPlan.Hosts(List.of("near")),
                plan(
                        5,
                        new Choice(5, "near"),
                        new Choice(10, "ME.example"),
                        new Choice(10, "equal"),
                        new Choice(20, "far")));
        assertEquals(new ExchangerPlan.LoopsBack(), plan(5, new Choice(5, "me.example"), new Choice(10, "far")));
    }
}
