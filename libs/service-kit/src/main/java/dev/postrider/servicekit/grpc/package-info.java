/**
 * gRPC over HTTP/2 between services: every address of a name, a deadline on every call, explicit message limits on both sides.
 */
@NullMarked
package dev.postrider.servicekit.grpc;

import org.jspecify.annotations.NullMarked;
