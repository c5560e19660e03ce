/** Tests of the service kit. */
@NullMarked
package dev.postrider.servicekit.admin;

import org.jspecify.annotations.NullMarked;
