package dev.postrider.servicekit.net;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Several certificates, of which a client gets the one for the name that it asks for (RFC 6066 s3); without a name, or with one that none is for, the first. Aliases
 * carry the place of their certificate. Immutable.
 */
final class SniKeyManager extends X509ExtendedKeyManager {
    /** One certificate. */
    record Entry(CertificateNames names, X509ExtendedKeyManager keys) {}

    private final List<Entry> entries;

    /** @param entries at least one; the first is the default */
    SniKeyManager(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        for (int place : places(requestedName(engine))) {
            String alias = entries.get(place).keys().chooseEngineServerAlias(keyType, issuers, engine);
            if (alias != null) {
                return mark(place, alias);
            }
        }
        return null;
    }

    /** Every certificate for the name, so that there may be one of each kind of key. */
    private List<Integer> places(Optional<String> name) {
        List<Integer> places = new ArrayList<>();
        name.ifPresent(wanted -> {
            for (int i = 0; i < entries.size(); i++) {
                if (entries.get(i).names().contains(wanted)) {
                    places.add(i);
                }
            }
        });
        return places.isEmpty() ? List.of(0) : places;
    }

    private static Optional<String> requestedName(SSLEngine engine) {
        if (!(engine.getHandshakeSession() instanceof ExtendedSSLSession session)) {
            return Optional.empty();
        }
        for (SNIServerName requested : session.getRequestedServerNames()) {
            if (requested instanceof SNIHostName host) {
                return Optional.of(host.getAsciiName().toLowerCase(Locale.ROOT));
            }
        }
        return Optional.empty();
    }

    private static String mark(int place, String alias) {
        return place + ":" + alias;
    }

    private static String unmark(String alias) {
        return alias.substring(alias.indexOf(':') + 1);
    }

    private X509ExtendedKeyManager of(String alias) {
        return entries.get(Integer.parseInt(alias.substring(0, alias.indexOf(':'))))
                .keys();
    }

    private X509ExtendedKeyManager first() {
        return entries.getFirst().keys();
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
        String alias = first().chooseServerAlias(keyType, issuers, socket);
        return alias == null ? null : mark(0, alias);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
        String alias = first().chooseEngineClientAlias(keyTypes, issuers, engine);
        return alias == null ? null : mark(0, alias);
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
        String alias = first().chooseClientAlias(keyTypes, issuers, socket);
        return alias == null ? null : mark(0, alias);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        List<String> aliases = new ArrayList<>();
        for (int place = 0; place < entries.size(); place++) {
            String[] own = entries.get(place).keys().getServerAliases(keyType, issuers);
            if (own != null) {
                for (String alias : own) {
                    aliases.add(mark(place, alias));
                }
            }
        }
        return aliases.toArray(String[]::new);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        String[] own = first().getClientAliases(keyType, issuers);
        if (own == null) {
            return null;
        }
        String[] marked = new String[own.length];
        for (int i = 0; i < own.length; i++) {
            marked[i] = mark(0, own[i]);
        }
        return marked;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return of(alias).getCertificateChain(unmark(alias));
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return of(alias).getPrivateKey(unmark(alias));
    }
}
