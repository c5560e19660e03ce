package dev.postrider.mailauth.dkim;

import dev.postrider.mailauth.dns.Dns;
import dev.postrider.mailauth.dns.DnsAnswer;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A DNS that knows keys, and counts what it was asked. */
public final class KeyZone implements Dns {
    private final Map<String, List<String>> records = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private boolean down;

    public KeyZone with(String name, String... texts) {
        records.put(name, List.of(texts));
        return this;
    }

    public KeyZone down() {
        down = true;
        return this;
    }

    public List<String> asked() {
        return asked;
    }

    @Override
    public DnsAnswer<String> txt(String name) {
        asked.add(name);
        if (down) {
            return new DnsAnswer.Unavailable<>("down");
        }
        List<String> found = records.get(name);
        if (found == null) {
            return new DnsAnswer.NoSuchName<>();
        }
        return found.isEmpty() ? new DnsAnswer.NoData<>() : new DnsAnswer.Records<>(found);
    }

    @Override
    public DnsAnswer<Inet4Address> a(String name) {
        throw new AssertionError("keys are TXT records");
    }

    @Override
    public DnsAnswer<Inet6Address> aaaa(String name) {
        throw new AssertionError("keys are TXT records");
    }

    @Override
    public DnsAnswer<String> mx(String name) {
        throw new AssertionError("keys are TXT records");
    }

    @Override
    public DnsAnswer<String> ptr(InetAddress address) {
        throw new AssertionError("keys are TXT records");
    }
}
