package dev.postrider.mailbox.directory.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.mail.Address;
import dev.postrider.mailbox.directory.Answer;
import dev.postrider.mailbox.directory.Destination;
import dev.postrider.mailbox.directory.DirectoryGraph;
import dev.postrider.mailbox.directory.LocalAccount;
import dev.postrider.mailbox.directory.ResolutionTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class AddressResolverTest {
    private static final DetailSeparator PLUS = new DetailSeparator("+");
    private static final AddressResolver RESOLVER = new AddressResolver(PLUS, Optional.empty());

    @TestFactory
    List<DynamicTest> answersAsTheTableSays() {
        ResolutionTable table = ResolutionTable.read("/directory/resolution.table");
        DirectoryGraph graph = table.graph();
        return table.cases().stream()
                .map(c -> DynamicTest.dynamicTest(
                        c.toString(),
                        () -> assertEquals(
                                c.answer(), show(RESOLVER.resolve(c.question(), graph, c.sizeOctets()), table))))
                .toList();
    }

    private static String show(Answer answer, ResolutionTable table) {
        return switch (answer) {
            case Answer.Local(List<Destination> destinations) ->
                "local " + destinations.stream().map(d -> show(d, table)).collect(Collectors.joining(" "));
            case Answer.Remote(Address address) -> "remote <" + address + ">";
            case Answer.UnknownUser() -> "unknown";
            case Answer.Disabled _, Answer.Misconfigured _ -> "disabled";
            case Answer.OverQuota() -> "over-quota";
        };
    }

    private static String show(Destination destination, ResolutionTable table) {
        return switch (destination) {
            case Destination.Mailbox(long id, String detail) ->
                table.loginOf(id) + (detail.isEmpty() ? "" : "+" + detail);
            case Destination.Forward(Address address) -> "<" + address + ">";
        };
    }

    @Test
    void keepsACopyWhereAnAliasNamesItsOwnAccount() {
        DirectoryGraph graph = graph(Map.of("alice", List.of("alice", "bob")), "alice", "bob");
        assertEquals(List.of("1", "2"), destinations("alice", graph));
        assertEquals(List.of("1+x", "2+x"), destinations("alice+x", graph));
    }

    @Test
    void endsALoopAtTheAccountsInIt() {
        DirectoryGraph graph = graph(Map.of("alice", List.of("bob"), "bob", List.of("alice")), "alice", "bob");
        assertEquals(List.of("1"), destinations("alice", graph));
        assertEquals(List.of("2"), destinations("bob", graph));
    }

    @Test
    void anAliasWithADetailOfItselfReachesTheAccount() {
        DirectoryGraph graph = graph(Map.of("bob", List.of("bob+kept", "alice")), "alice", "bob");
        assertEquals(List.of("2+kept", "1"), destinations("bob", graph));
    }

    @Test
    void followsTenAliasesAndNotEleven() {
        Map<String, List<String>> chain = new HashMap<>();
        IntStream.range(0, 11).forEach(i -> chain.put("a" + i, List.of("a" + (i + 1))));
        DirectoryGraph graph = graph(chain, "a11", "x");
        assertEquals(List.of("1"), destinations("a1", graph), "ten aliases");
        assertEquals(
                new Answer.Misconfigured(Answer.Fault.TOO_DEEP),
                RESOLVER.resolve("a0@example.org", graph, 0),
                "eleven aliases");
    }

    @Test
    void leadsToAThousandPlacesAndNotMore() {
        assertEquals(1_000, destinations("list", listOf(1_000)).size());
        assertEquals(
                new Answer.Misconfigured(Answer.Fault.TOO_MANY),
                RESOLVER.resolve("list@example.org", listOf(1_001), 0));
    }

    private static DirectoryGraph listOf(int members) {
        List<String> names = IntStream.range(0, members).mapToObj(i -> "m" + i).toList();
        return graph(Map.of("list", names), names.toArray(String[]::new));
    }

    @Test
    void aConfiguredPostmasterTakesItAll() {
        AddressResolver resolver = new AddressResolver(PLUS, Address.parse("bob@example.org"));
        DirectoryGraph graph = graph(Map.of(), "alice", "bob");
        Answer bob = new Answer.Local(List.of(new Destination.Mailbox(2, "")));
        assertEquals(bob, resolver.resolve("postmaster", graph, 0));
        assertEquals(bob, resolver.resolve("postmaster@example.org", graph, 0));
        AddressResolver elsewhere = new AddressResolver(PLUS, Address.parse("ops@elsewhere.example"));
        assertEquals(
                new Answer.Local(List.of(new Destination.Forward(new Address("ops", "elsewhere.example")))),
                elsewhere.resolve("postmaster@example.org", graph, 0));
        AddressResolver circular = new AddressResolver(PLUS, Address.parse("postmaster@example.org"));
        assertEquals(new Answer.Misconfigured(Answer.Fault.LOOP), circular.resolve("postmaster", graph, 0));
    }

    @Test
    void anotherSeparatorOrNone() {
        DirectoryGraph graph = graph(Map.of(), "alice");
        AddressResolver dash = new AddressResolver(new DetailSeparator("-"), Optional.empty());
        assertEquals(
                new Answer.Local(List.of(new Destination.Mailbox(1, "x"))),
                dash.resolve("alice-x@example.org", graph, 0));
        assertEquals(new Answer.UnknownUser(), dash.resolve("alice+x@example.org", graph, 0));
        AddressResolver none = new AddressResolver(new DetailSeparator(""), Optional.empty());
        assertEquals(new Answer.UnknownUser(), none.resolve("alice-x@example.org", graph, 0));
    }

    @Test
    void maySendAsWhateverLeadsToTheAccount() {
        ResolutionTable table = ResolutionTable.read("/directory/resolution.table");
        DirectoryGraph graph = table.graph();
        long alice = 1;
        for (String own : List.of(
                "alice@example.org",
                "ALICE+x@example.org",
                "sales@example.org",
                "sales+x@example.org",
                "nested@example.org",
                "alice@box.example",
                "anything@any.example",
                "erin+vip@example.org")) {
            assertTrue(RESOLVER.maySendAs(alice, own, graph), own);
        }
        for (String foreign : List.of(
                "bob@example.org",
                "someone@elsewhere.example",
                "alice@elsewhere.example",
                "postmaster@any.example",
                "zoe@example.org",
                "alice",
                "",
                "erin@example.org")) {
            assertFalse(RESOLVER.maySendAs(alice, foreign, graph), foreign);
        }
        assertTrue(RESOLVER.maySendAs(7, "full@example.org", graph), "over quota");
        DirectoryGraph redirected = graph(Map.of("alice", List.of("bob")), "alice", "bob");
        assertTrue(RESOLVER.maySendAs(1, "alice@example.org", redirected), "own login, though its mail goes elsewhere");
    }

    /** Whatever the aliases: it ends, and no account is named twice. */
    @Test
    void everyGraphHasAnAnswer() {
        for (int seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            Map<String, List<String>> aliases = new HashMap<>();
            for (int i = 0; i < 12; i++) {
                List<String> targets = new ArrayList<>();
                for (int t = random.nextInt(4); t >= 0; t--) {
                    targets.add("n" + random.nextInt(16) + (random.nextInt(5) == 0 ? "+d" : ""));
                }
                aliases.put(random.nextInt(20) == 0 ? "" : "n" + random.nextInt(16), targets);
            }
            DirectoryGraph graph = graph(aliases, "n1", "n4", "n9", "n15");
            for (int i = 0; i < 16; i++) {
                Answer answer = RESOLVER.resolve("n" + i + "@example.org", graph, 0);
                if (answer instanceof Answer.Local(List<Destination> destinations)) {
                    Set<Long> ids = new HashSet<>();
                    for (Destination destination : destinations) {
                        assertTrue(
                                destination instanceof Destination.Mailbox(long id, String _) && ids.add(id),
                                "seed " + seed);
                    }
                    assertFalse(destinations.isEmpty(), "seed " + seed);
                }
            }
        }
    }

    /** Aliases and accounts, numbered from 1, all at example.org. */
    private static DirectoryGraph graph(Map<String, List<String>> aliases, String... accounts) {
        Map<Address, LocalAccount> byLogin = new HashMap<>();
        for (String name : accounts) {
            byLogin.put(at(name), new LocalAccount(byLogin.size() + 1L, true, 0, 0));
        }
        Map<Address, List<Address>> byAddress = new HashMap<>();
        aliases.forEach((name, targets) -> byAddress.put(
                at(name), targets.stream().map(AddressResolverTest::at).toList()));
        return new DirectoryGraph(
                Map.of("example.org", true), byLogin, byAddress, Optional.of("example.org"), Optional.empty(), true);
    }

    private static Address at(String localPart) {
        return new Address(localPart, "example.org");
    }

    private static List<String> destinations(String localPart, DirectoryGraph graph) {
        Answer answer = RESOLVER.resolve(localPart + "@example.org", graph, 0);
        assertTrue(answer instanceof Answer.Local, answer.toString());
        return ((Answer.Local) answer)
                .destinations().stream()
                        .map(d -> d instanceof Destination.Mailbox(long id, String detail)
                                ? id + (detail.isEmpty() ? "" : "+" + detail)
                                : d.toString())
                        .toList();
    }
}
