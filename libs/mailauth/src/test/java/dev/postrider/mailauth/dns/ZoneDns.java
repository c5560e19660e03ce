package dev.postrider.mailauth.dns;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * DNS out of a table. A name with records of other types only has no data, one without any does not exist. A name that is said to fail
 * does so for each type of which it has no record. Aliases (CNAME) are followed.
 */
public final class ZoneDns implements Dns {
    private static final int MAX_ALIASES = 8;

    private final Map<String, Map<String, List<String>>> zone = new HashMap<>();
    private final Set<String> failing = new HashSet<>();
    private final List<String> questions = new ArrayList<>();

    /** Adds a record; an MX is its exchange alone, in the order of preference. */
    public ZoneDns with(String name, String type, String data) {
        at(name).computeIfAbsent(type, _ -> new ArrayList<>()).add(data);
        return this;
    }

    /** Lets a name exist, without a record that we ask for. */
    public ZoneDns withName(String name) {
        at(name);
        return this;
    }

    public ZoneDns failing(String name) {
        failing.add(name.toLowerCase(Locale.ROOT));
        return this;
    }

    /** What was asked, as {@code TXT example.org}. */
    public List<String> questions() {
        return List.copyOf(questions);
    }

    private Map<String, List<String>> at(String name) {
        return zone.computeIfAbsent(name.toLowerCase(Locale.ROOT), _ -> new HashMap<>());
    }

    @Override
    public DnsAnswer<String> txt(String name) {
        return ask(name, "TXT", String.class);
    }

    @Override
    public DnsAnswer<Inet4Address> a(String name) {
        return ask(name, "A", Inet4Address.class);
    }

    @Override
    public DnsAnswer<Inet6Address> aaaa(String name) {
        return ask(name, "AAAA", Inet6Address.class);
    }

    @Override
    public DnsAnswer<String> mx(String name) {
        return ask(name, "MX", String.class);
    }

    @Override
    public DnsAnswer<String> ptr(InetAddress address) {
        return ask(reverseName(address), "PTR", String.class);
    }

    private <T> DnsAnswer<T> ask(String name, String type, Class<T> kind) {
        questions.add(type + " " + name);
        return ask(name, type, kind, MAX_ALIASES);
    }

    private <T> DnsAnswer<T> ask(String name, String type, Class<T> kind, int aliases) {
        Map<String, List<String>> here = zone.get(name.toLowerCase(Locale.ROOT));
        if (here != null && here.containsKey(type)) {
            List<T> records = new ArrayList<>();
            for (String data : here.get(type)) {
                records.add(kind.cast(kind == String.class ? data : InetAddress.ofLiteral(data)));
            }
            return new DnsAnswer.Records<>(records);
        }
        if (here != null && here.containsKey("CNAME") && aliases > 0) {
            return ask(here.get("CNAME").getFirst(), type, kind, aliases - 1);
        }
        if (failing.contains(name.toLowerCase(Locale.ROOT))) {
            return new DnsAnswer.Unavailable<>(name + " fails");
        }
        return here == null ? new DnsAnswer.NoSuchName<>() : new DnsAnswer.NoData<>();
    }

    private static String reverseName(InetAddress address) {
        byte[] octets = address.getAddress();
        StringBuilder name = new StringBuilder();
        for (int i = octets.length - 1; i >= 0; i--) {
            int octet = octets[i] & 0xff;
            if (octets.length == 4) {
                name.append(octet).append('.');
            } else {
                name.append(Character.forDigit(octet & 0xf, 16))
                        .append('.')
                        .append(Character.forDigit(octet >> 4, 16))
                        .append('.');
            }
        }
        return name + (octets.length == 4 ? "in-addr.arpa" : "ip6.arpa");
    }
}
