package dev.postrider.smtp.ingress.command;

import dev.postrider.smtp.Extension;
import dev.postrider.smtp.Frame.CommandLine;
import dev.postrider.smtp.Verb;
import dev.postrider.smtp.XclientCommand;
import dev.postrider.smtp.XclientCommand.Attribute;
import dev.postrider.smtp.ingress.policy.Reason;
import dev.postrider.smtp.ingress.session.Peer;
import dev.postrider.smtp.ingress.session.SessionRules;
import dev.postrider.smtp.ingress.session.SmtpState;
import dev.postrider.smtp.ingress.session.Step;
import java.util.Optional;

/**
 * XCLIENT (Postfix's XCLIENT_README): a listed peer tells whom it speaks for, and the session begins anew as that client's. A login
 * is never taken on somebody's word. May be repeated: what a later one does not mention stays.
 */
public final class Xclient {
    private Xclient() {}

    /** May this session use it? */
    static boolean isServed(SmtpState state, SessionRules rules) {
        return rules.served().contains(Extension.XCLIENT)
                && rules.introducers().include(state.peer().connectedAddress());
    }

    public static Step proceed(SmtpState state, CommandLine line, SessionRules rules) {
        if (!isServed(state, rules)) {
            return Step.refuse(state, Verb.XCLIENT, Reason.XCLIENT_FORBIDDEN);
        }
        if (state.transaction().isOpen()) {
            return Step.refuse(state, Verb.XCLIENT, Reason.IN_TRANSACTION);
        }
        Optional<XclientCommand> command = XclientCommand.parse(line.argument());
        if (command.isEmpty()) {
            return Step.refuse(state, Verb.XCLIENT, Reason.BAD_XCLIENT_SYNTAX);
        }
        if (command.get().value(Attribute.LOGIN).isPresent()) {
            return Step.refuse(state, Verb.XCLIENT, Reason.XCLIENT_FORBIDDEN);
        }
        return Step.reply(state.introduced(peer(state.peer(), command.get())), Verb.XCLIENT, rules.greeting());
    }

    private static Peer peer(Peer before, XclientCommand command) {
        Optional<Peer.Introduction> earlier = before.introduction();
        // Where the address is not known, the nearest that is known stays.
        return new Peer(
                before.sessionId(),
                command.value(Attribute.ADDR).orElse(before.address()),
                Optional.of(new Peer.Introduction(
                        before.connectedAddress(),
                        command.value(Attribute.NAME).or(() -> earlier.flatMap(Peer.Introduction::name)),
                        command.value(Attribute.HELO).or(() -> earlier.flatMap(Peer.Introduction::helo)))));
    }
}
