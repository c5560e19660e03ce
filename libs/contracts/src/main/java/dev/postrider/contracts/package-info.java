/**
 * The only thing that services share about each other: Kafka records with their topics, and gRPC services.
 *
 * <p>Types are generated from the {@code .proto} files beside this source. Fields are added, never renumbered or
 * reused; two versions of a service run side by side during an upgrade.
 */
@org.jspecify.annotations.NullMarked
package dev.postrider.contracts;
