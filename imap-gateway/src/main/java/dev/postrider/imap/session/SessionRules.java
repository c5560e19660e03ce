package dev.postrider.imap.session;

import dev.postrider.imap.grammar.FramerLimits;
import java.time.Duration;

/**
 * What all sessions of a listener have in common.
 *
 * @param startTls whether it is offered
 * @param beforeLogin limits of lines and literals; so {@code afterLogin}
 * @param appendOctets the largest message
 * @param freeLoginFailures answered at once; those after wait for {@code loginDelay} each
 * @param loginFailures the last one ends the session; so {@code errors} with commands that are BAD
 */
public record SessionRules(
        boolean startTls,
        FramerLimits beforeLogin,
        FramerLimits afterLogin,
        long appendOctets,
        int freeLoginFailures,
        int loginFailures,
        int errors,
        Duration loginDelay) {}
