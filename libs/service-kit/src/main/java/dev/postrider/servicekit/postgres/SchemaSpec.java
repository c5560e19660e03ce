package dev.postrider.servicekit.postgres;

/**
 * A schema that a service owns.
 *
 * @param location of its migrations, such as {@code classpath:db/mailbox}
 */
public record SchemaSpec(String name, String location) {}
