package dev.postrider.sasl;

import java.util.Optional;

/** Names in SCRAM and OAUTHBEARER messages. */
final class SaslName {
    private SaslName() {}

    /**
     * Decodes; empty if it is none.
     *
     * <pre>saslname = 1*(value-safe-char / "=2C" / "=3D")</pre>
     */
    static Optional<String> decode(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '=') {
                if (text.startsWith("=2C", i)) {
                    out.append(',');
                } else if (text.startsWith("=3D", i)) {
                    out.append('=');
                } else {
                    return Optional.empty();
                }
                i += 2;
            } else if (c == ',' || Character.isISOControl(c)) {
                return Optional.empty();
            } else {
                out.append(c);
            }
        }
        return out.isEmpty() ? Optional.empty() : Optional.of(out.toString());
    }
}
