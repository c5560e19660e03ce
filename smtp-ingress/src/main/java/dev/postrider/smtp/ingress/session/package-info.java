/**
 * The SMTP session as a pure function: {@code (state, event) -> (state, actions)}. {@code SmtpSession} is the function, {@code
 * SmtpState} what it remembers.
 *
 * <p>Invariants: every event in every state has an answer; 250 to a body is only ever the answer to {@code MessageCommitted};
 * after TLS nothing of the plaintext session is remembered (RFC 3207 s4.2); a body never enters the state. Ids and time arrive in
 * events. Must not know sockets, futures, clocks, Kafka or gRPC.
 */
@org.jspecify.annotations.NullMarked
package dev.postrider.smtp.ingress.session;
