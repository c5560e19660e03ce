/** The ports on gRPC and Kafka. The only place that knows their client libraries and the records of {@code libs/contracts}. */
@NullMarked
package dev.postrider.imap.adapter;

import org.jspecify.annotations.NullMarked;
