package dev.postrider.mailbox.directory.adapter;

import static dev.postrider.mailbox.directory.DirectorySystem.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.mail.Address;
import dev.postrider.mailbox.directory.Answer;
import dev.postrider.mailbox.directory.DirectoryGraph;
import dev.postrider.mailbox.directory.DirectorySystem;
import dev.postrider.mailbox.directory.LocalAccount;
import dev.postrider.mailbox.directory.policy.AddressResolver;
import dev.postrider.mailbox.directory.policy.DetailSeparator;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the one SQL statement reads is enough: resolving from it gives what resolving from everything gives. */
final class RandomGraphsIT {
    private static final int SEEDS = 12;
    private static final int NAMES = 16;
    private static final List<String> ACCOUNTS = List.of("n1", "n4", "n9+d", "n15");

    private final Map<String, Boolean> domains = new HashMap<>();
    private final Map<Address, LocalAccount> accounts = new HashMap<>();
    private final Map<Address, List<Address>> aliases = new HashMap<>();

    @Test
    void oneRoundTripIsEnough() {
        try (DirectorySystem system = DirectorySystem.start()) {
            for (int seed = 0; seed < SEEDS; seed++) {
                make(system, "r" + seed + ".example", new Random(seed));
            }
            DirectoryGraph everything =
                    new DirectoryGraph(domains, accounts, aliases, Optional.empty(), Optional.empty(), true);
            AddressResolver resolver = new AddressResolver(new DetailSeparator("+"), Optional.empty());
            int local = 0;
            for (String domain : domains.keySet()) {
                List<Address> questions = IntStream.range(0, NAMES)
                        .boxed()
                        .flatMap(i -> Stream.of(new Address("n" + i, domain), new Address("n" + i + "+d", domain)))
                        .toList();
                List<Answer> answers = await(system.directory().resolve(system.pool(), questions));
                for (int i = 0; i < questions.size(); i++) {
                    Answer expected = resolver.resolve(questions.get(i), everything, 0);
                    assertEquals(expected, answers.get(i), questions.get(i).toString());
                    local += expected instanceof Answer.Local ? 1 : 0;
                }
            }
            assertTrue(local > SEEDS * NAMES / 2, "only " + local + " lead anywhere: the graphs are too thin");
        }
    }

    private void make(DirectorySystem system, String domain, Random random) {
        system.done("PUT", "/domains/" + domain, new JsonObject());
        domains.put(domain, true);
        for (String name : ACCOUNTS) {
            JsonObject made = system.done(
                    "PUT", "/accounts/" + DirectorySystem.encoded(new Address(name, domain)), new JsonObject());
            accounts.put(new Address(name, domain), new LocalAccount(made.getLong("id"), true, 0, 0));
        }
        for (int i = 0; i < 12; i++) {
            Address alias = new Address(random.nextInt(8) == 0 ? "" : name(random), domain);
            if (aliases.containsKey(alias)) {
                continue;
            }
            List<Address> targets = new ArrayList<>();
            for (int t = random.nextInt(4); t >= 0; t--) {
                // Into another domain at times, so that the graphs are one; outside at times.
                String where = random.nextInt(12) == 0 ? "r" + random.nextInt(SEEDS) + ".example" : domain;
                Address target = new Address(name(random), random.nextInt(15) == 0 ? "elsewhere.test" : where);
                if (!targets.contains(target)) {
                    targets.add(target);
                }
            }
            aliases.put(alias, targets);
            insert(system, alias, targets);
        }
    }

    private static String name(Random random) {
        return "n" + random.nextInt(NAMES) + (random.nextInt(5) == 0 ? "+d" : "");
    }

    /** Past the API, which refuses loops. */
    private static void insert(DirectorySystem system, Address alias, List<Address> targets) {
        await(system.pool()
                .preparedQuery("INSERT INTO directory.alias (domain, local_key, local_part) VALUES ($1, $2, $2)")
                .execute(Tuple.of(alias.domain(), alias.localPart())));
        List<Tuple> rows = new ArrayList<>();
        for (Address target : targets) {
            rows.add(Tuple.of(
                    alias.domain(),
                    alias.localPart(),
                    rows.size(),
                    target.domain(),
                    target.localPart(),
                    target.localPart()));
        }
        await(system.pool()
                .preparedQuery("INSERT INTO directory.alias_target VALUES ($1, $2, $3, $4, $5, $6)")
                .executeBatch(rows));
    }
}
