/**
 * What a session needs of the world, as interfaces: the log that makes messages durable, the directory, the blob store.
 *
 * <p>Every future completes on the caller's Vert.x context, or at once. A failure means that nothing is known; it is never a
 * verdict. Must not know SMTP's replies, nor the technology behind it.
 */
@org.jspecify.annotations.NullMarked
package dev.postrider.smtp.ingress.port;
