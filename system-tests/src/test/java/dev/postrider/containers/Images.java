package dev.postrider.containers;

/** The images under test: {@code -Dpostrider.images=postrider/NAME:VERSION}. */
final class Images {
    private static final String PROPERTY = "postrider.images";
    private static final String S3_PROPERTY = "postrider.fixtures.s3-image";

    private Images() {}

    /** @param name such as {@code smtp-ingress} */
    static String named(String name) {
        String pattern = System.getProperty(PROPERTY, "");
        if (!pattern.contains("NAME")) {
            throw new AssertionError("-D" + PROPERTY + " has to be like postrider/NAME:VERSION, not '" + pattern + "'");
        }
        return pattern.replace("NAME", name);
    }

    /** An S3 server behind the contract of andrewgaul/s3proxy. */
    static String s3() {
        return System.getProperty(S3_PROPERTY, "andrewgaul/s3proxy:latest");
    }
}
