package dev.postrider.containers;

import dev.postrider.chart.Chart;
import java.util.HashMap;
import java.util.Map;

/** The images under test: {@code -Dpostrider.images=postrider/NAME:VERSION}. */
final class Images {
    private static final String PROPERTY = "postrider.images";
    private static final String S3_PROPERTY = "postrider.fixtures.s3-image";
    private static final Map<String, String> VALUES = Map.of(
            "smtpIngress", "smtp-ingress",
            "deliveryWorker", "delivery-worker",
            "mailboxService", "mailbox-service",
            "imapGateway", "imap-gateway",
            "smokeTest", "cli");

    private Images() {}

    /** @param name such as {@code smtp-ingress} */
    static String named(String name) {
        String pattern = System.getProperty(PROPERTY, "");
        if (!pattern.matches(".*NAME.*:[^/]+")) {
            throw new AssertionError("-D" + PROPERTY + " has to be like postrider/NAME:VERSION, not '" + pattern + "'");
        }
        return pattern.replace("NAME", name);
    }

    /** Values of the chart with which {@link Chart} renders these images. */
    static Map<String, Object> values() {
        Map<String, Object> values = new HashMap<>();
        VALUES.forEach((value, name) -> {
            String image = named(name);
            int colon = image.lastIndexOf(':');
            values.put(value + ".image.repository", image.substring(0, colon));
            values.put(value + ".image.tag", image.substring(colon + 1));
        });
        return values;
    }

    /** An S3 server behind the contract of andrewgaul/s3proxy. */
    static String s3() {
        return System.getProperty(S3_PROPERTY, "andrewgaul/s3proxy:latest");
    }
}
