package dev.postrider.delivery.net;

import dev.postrider.delivery.session.Phase;
import java.time.Duration;

/**
 * How long each phase may take, RFC 5321 s4.5.3.2.
 *
 * @param body without any octet being taken by the server
 * @param idle of a connection without work
 */
public record PhaseLimits(
        Duration connect,
        Duration greeting,
        Duration hello,
        Duration tls,
        Duration auth,
        Duration mail,
        Duration rcpt,
        Duration data,
        Duration body,
        Duration finalDot,
        Duration reset,
        Duration quit,
        Duration idle) {
    Duration of(Phase phase) {
        return switch (phase) {
            case GREETING -> greeting;
            case HELLO -> hello;
            case START_TLS, HANDSHAKE -> tls;
            case AUTH -> auth;
            case MAIL -> mail;
            case RCPT -> rcpt;
            case DATA -> data;
            case BODY -> body;
            case FINAL -> finalDot;
            case RESET -> reset;
            case QUIT -> quit;
            case IDLE -> idle;
        };
    }
}
