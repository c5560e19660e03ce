/** The ports on Kafka, gRPC, DNS and the blob store. Only here are their libraries known. */
@org.jspecify.annotations.NullMarked
package dev.postrider.smtp.ingress.adapter;
