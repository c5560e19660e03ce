package dev.postrider.servicekit.net;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Asks whichever key manager was put in last. A handshake asks several times (for an alias, then its chain, then its key), so aliases
 * carry the generation that gave them: one handshake never sees the chain of one certificate and the key of another.
 */
final class SwappableKeyManager extends X509ExtendedKeyManager {
    private record Generation(
            long number,
            X509ExtendedKeyManager keys,
            @Nullable Generation previous) {}

    private volatile Generation current;

    SwappableKeyManager(X509ExtendedKeyManager first) {
        this.current = new Generation(0, first, null);
    }

    synchronized void swap(X509ExtendedKeyManager next) {
        Generation old = current;
        // Only the previous one is kept: handshakes that are older than two changes of a certificate may fail.
        current = new Generation(old.number() + 1, next, new Generation(old.number(), old.keys(), null));
    }

    private static @Nullable String mark(Generation generation, @Nullable String alias) {
        return alias == null ? null : generation.number() + ":" + alias;
    }

    private static String unmark(String alias) {
        return alias.substring(alias.indexOf(':') + 1);
    }

    private X509ExtendedKeyManager of(String alias) {
        Generation generation = current;
        Generation previous = generation.previous();
        return previous != null && alias.startsWith(previous.number() + ":") ? previous.keys() : generation.keys();
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        Generation generation = current;
        return mark(generation, generation.keys().chooseEngineServerAlias(keyType, issuers, engine));
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
        Generation generation = current;
        return mark(generation, generation.keys().chooseEngineClientAlias(keyTypes, issuers, engine));
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
        Generation generation = current;
        return mark(generation, generation.keys().chooseServerAlias(keyType, issuers, socket));
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
        Generation generation = current;
        return mark(generation, generation.keys().chooseClientAlias(keyTypes, issuers, socket));
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        Generation generation = current;
        return markAll(generation, generation.keys().getServerAliases(keyType, issuers));
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        Generation generation = current;
        return markAll(generation, generation.keys().getClientAliases(keyType, issuers));
    }

    private static String @Nullable [] markAll(Generation generation, String @Nullable [] aliases) {
        if (aliases == null) {
            return null;
        }
        String[] marked = new String[aliases.length];
        for (int i = 0; i < aliases.length; i++) {
            marked[i] = generation.number() + ":" + aliases[i];
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
