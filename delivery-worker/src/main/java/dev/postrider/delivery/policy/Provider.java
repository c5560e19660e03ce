package dev.postrider.delivery.policy;

import java.util.List;
import java.util.Locale;

/** Who runs the destination's servers, in classes coarse enough for a metric's label. */
public enum Provider {
    /** Our own mailboxes. */
    LOCAL,
    /** The configured smart host. */
    SMART_HOST,
    GOOGLE,
    MICROSOFT,
    YAHOO,
    APPLE,
    PROOFPOINT,
    MIMECAST,
    OTHER;

    /** By the name of a mail exchanger. */
    public static Provider ofExchanger(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        for (Provider provider : values()) {
            for (String domain : provider.exchangerDomains()) {
                if (name.equals(domain) || name.endsWith("." + domain)) {
                    return provider;
                }
            }
        }
        return OTHER;
    }

    private List<String> exchangerDomains() {
        return switch (this) {
            case LOCAL, SMART_HOST, OTHER -> List.of();
            case GOOGLE -> List.of("google.com", "googlemail.com");
            case MICROSOFT -> List.of("outlook.com", "hotmail.com", "microsoft.com");
            case YAHOO -> List.of("yahoodns.net");
            case APPLE -> List.of("icloud.com", "apple.com");
            case PROOFPOINT -> List.of("pphosted.com", "ppe-hosted.com");
            case MIMECAST -> List.of("mimecast.com");
        };
    }

    /** The value of a metric's label. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
