package dev.postrider.servicekit.config;

/**
 * One mistake in the configuration, told so that it can be mended without the source.
 *
 * @param path the full path, such as {@code kafka.partitions}
 * @param value what stands there, or a word for why nothing can be shown
 * @param allowed what may stand there
 * @param origin the file and line, environment variable or option that set it
 */
public record Problem(String path, String value, String allowed, String origin) {
    /** One line for people. */
    public String describe() {
        return path + " = " + value + ": " + allowed + " (" + origin + ")";
    }
}
