/**
 * The gRPC services: what a call is, how long it took, and which status says how it failed.
 */
@org.jspecify.annotations.NullMarked
package dev.postrider.mailbox.adapter.grpc;
