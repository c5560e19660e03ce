/** Tests of the service kit. */
@NullMarked
package dev.postrider.servicekit.grpc;

import org.jspecify.annotations.NullMarked;
