package dev.postrider.mailbox.directory;

import dev.postrider.mail.Address;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A table of who lives where, with questions and the answers to expect: {@code src/test/resources/directory/*.table}. */
public record ResolutionTable(
        Map<String, Boolean> domains, List<Account> accounts, Map<Address, List<Address>> aliases, List<Case> cases) {
    /** An account, numbered from 1 in the order of the table. */
    public record Account(long id, Address login, boolean enabled, boolean administrator, long quota, long used) {}

    public record Case(String question, long sizeOctets, String answer) {
        @Override
        public String toString() {
            return question + (sizeOctets > 0 ? " size=" + sizeOctets : "");
        }
    }

    public static ResolutionTable read(String resource) {
        try (InputStream in = ResolutionTable.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException(resource + " is not there");
            }
            ResolutionTable table = new ResolutionTable(
                    new java.util.LinkedHashMap<>(),
                    new ArrayList<>(),
                    new java.util.LinkedHashMap<>(),
                    new ArrayList<>());
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(table::add);
            return table;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(String line) {
        String[] parts = line.split(" ", 2);
        String rest = parts[1].strip();
        switch (parts[0]) {
            case "domain" -> domains.put(rest.split(" ", 2)[0], !rest.endsWith(" disabled"));
            case "account" -> accounts.add(account(rest));
            case "alias" -> {
                String[] sides = rest.split(" -> ", 2);
                aliases.put(address(sides[0]), targets(sides[1]));
            }
            case "catch-all" -> {
                String[] sides = rest.split(" -> ", 2);
                aliases.put(DirectoryGraph.catchAllOf(sides[0]), targets(sides[1]));
            }
            case "?" -> cases.add(caseOf(rest));
            default -> throw new IllegalArgumentException(line);
        }
    }

    private Account account(String text) {
        int end = text.indexOf(' ', text.indexOf('@'));
        Address login = address(end < 0 ? text : text.substring(0, end));
        Set<String> words = end < 0
                ? Set.of()
                : Set.copyOf(Arrays.asList(text.substring(end + 1).split(" ")));
        return new Account(
                accounts.size() + 1L,
                login,
                !words.contains("disabled"),
                words.contains("administrator"),
                number(words, "quota="),
                number(words, "used="));
    }

    private static long number(Set<String> words, String prefix) {
        return words.stream()
                .filter(word -> word.startsWith(prefix))
                .mapToLong(word -> Long.parseLong(word.substring(prefix.length())))
                .sum();
    }

    private static Case caseOf(String text) {
        int equals = text.lastIndexOf(" = ");
        String question = text.substring(0, equals);
        int size = question.indexOf(" size=");
        return new Case(
                size < 0 ? question : question.substring(0, size),
                size < 0 ? 0 : Long.parseLong(question.substring(size + " size=".length())),
                text.substring(equals + " = ".length()));
    }

    private static List<Address> targets(String text) {
        return Stream.of(text.split(", ")).map(ResolutionTable::address).toList();
    }

    private static Address address(String text) {
        Address address = Address.parse(text).orElseThrow(() -> new IllegalArgumentException(text));
        return new Address(address.localPart(), Address.asciiDomain(address.domain()));
    }

    /** All of the table as one snapshot. */
    public DirectoryGraph graph() {
        Map<Address, LocalAccount> byLogin = new HashMap<>();
        accounts.forEach(account -> byLogin.put(account.login().canonical(), local(account)));
        Map<Address, List<Address>> byAddress = new HashMap<>();
        aliases.forEach((address, targets) -> byAddress.put(address.canonical(), targets));
        Optional<Account> postmaster = Stream.concat(
                        accounts.stream().filter(Account::administrator), accounts.stream())
                .filter(Account::enabled)
                .findFirst();
        return new DirectoryGraph(
                domains,
                byLogin,
                byAddress,
                domains.entrySet().stream()
                        .filter(Map.Entry::getValue)
                        .map(Map.Entry::getKey)
                        .findFirst(),
                postmaster.map(ResolutionTable::local),
                true);
    }

    private static LocalAccount local(Account account) {
        return new LocalAccount(account.id(), account.enabled(), account.quota(), account.used());
    }

    /** An account's id in terms of the table. */
    public String loginOf(long id) {
        return accounts.get((int) id - 1).login().toString();
    }
}
