/**
 * The one-machine launcher and the command line: the only code that knows all services.
 *
 * <p>{@code up} composes what would be separate processes in a cluster: an embedded broker, an embedded PostgreSQL, a
 * directory of blobs and the services, in one JVM. It adds nothing to what they do.
 */
@NullMarked
package dev.postrider.deploy;

import org.jspecify.annotations.NullMarked;
