/**
 * What the service needs from outside, and how it says no.
 */
@org.jspecify.annotations.NullMarked
package dev.postrider.mailbox.port;
