package dev.postrider.delivery.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.postrider.contracts.AcceptedMessage;
import dev.postrider.contracts.Content;
import dev.postrider.contracts.DeliveryTarget;
import dev.postrider.contracts.LocalTarget;
import dev.postrider.contracts.OutboundMessage;
import dev.postrider.contracts.OutboundRecipient;
import dev.postrider.contracts.Recipient;
import dev.postrider.contracts.Target;
import dev.postrider.delivery.policy.Reason;
import dev.postrider.mail.QueueId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoutePlannerTest {
    private static final Content CONTENT = Content.newBuilder()
            .setInline(ByteString.copyFromUtf8("body"))
            .setSizeOctets(4)
            .setSha256(ByteString.copyFrom(new byte[32]))
            .build();

    private static AcceptedMessage message(Recipient... recipients) {
        return AcceptedMessage.newBuilder()
                .setQueueId(QueueId.of(1, 1).text())
                .setContent(CONTENT)
                .addAllRecipients(List.of(recipients))
                .build();
    }

    private static Recipient recipient(String address, Target... targets) {
        return Recipient.newBuilder()
                .setAddress(address)
                .addAllTargets(List.of(targets))
                .build();
    }

    private static Target local(long account, String detail) {
        return Target.newBuilder()
                .setLocal(LocalTarget.newBuilder().setAccountId(account).setDetail(detail))
                .build();
    }

    private static Target remote(String address) {
        return Target.newBuilder().setRemoteAddress(address).build();
    }

    private static RoutePlan.Routed routed(AcceptedMessage message) {
        return assertInstanceOf(RoutePlan.Routed.class, RoutePlanner.plan(message));
    }

    @Test
    void aMailboxGetsAMessageOnceHoweverManyRecipientsLeadThere() {
        AcceptedMessage message =
                message(recipient("a+x@here", local(1, "x")), recipient("list@here", local(1, ""), local(2, "")));
        RoutePlan.Routed plan = routed(message);
        assertEquals(
                List.of(1L, 2L),
                plan.local().orElseThrow().getTargetsList().stream()
                        .map(DeliveryTarget::getAccountId)
                        .toList());
        assertEquals("x", plan.local().orElseThrow().getTargets(0).getDetail());
        assertEquals(
                List.of(
                        new RoutePlan.LocalRoute(0, 0, 0),
                        new RoutePlan.LocalRoute(1, 0, 0),
                        new RoutePlan.LocalRoute(1, 1, 1)),
                plan.localRoutes());
    }

    @Test
    void theContentIsPassedThroughAsItIs() {
        AcceptedMessage message = message(recipient("a@here", local(1, "")));
        assertSame(message.getContent(), routed(message).local().orElseThrow().getContent());
    }

    @Test
    void quarantineIsPassedOnToLocalDelivery() {
        AcceptedMessage message = message(recipient("a@here", local(1, "")));
        assertFalse(routed(message).local().orElseThrow().getQuarantine());
        assertTrue(routed(message.toBuilder().setQuarantine(true).build())
                .local()
                .orElseThrow()
                .getQuarantine());
    }

    @Test
    void eachDestinationGetsOneRecord() {
        RoutePlan.Routed plan = routed(message(
                recipient("a@X.example", remote("a@X.example")),
                recipient("list@here", remote("b@x.example"), remote("c@y.example")),
                recipient("b@x.example", remote("b@x.example")),
                recipient("d@bücher.example", remote("d@bücher.example")),
                recipient("e@[192.0.2.1]", remote("e@[192.0.2.1]"))));
        assertEquals(
                List.of("x.example", "y.example", "xn--bcher-kva.example", "[192.0.2.1]"),
                plan.outbound().stream()
                        .map(OutboundMessage::getDestinationDomain)
                        .toList());
        assertEquals(
                List.of("a@X.example", "b@x.example"),
                plan.outbound().getFirst().getRecipientsList().stream()
                        .map(OutboundRecipient::getAddress)
                        .toList());
        assertEquals("list@here", plan.outbound().getFirst().getRecipients(1).getOriginalAddress());
        assertTrue(plan.local().isEmpty());
    }

    @Test
    void whatIsNoAddressIsRefusedAlone() {
        RoutePlan.Routed plan = routed(message(
                recipient("bad", remote("no address\r\nRCPT TO:<evil@x>")), recipient("a@x", remote("a@x.example"))));
        assertEquals(1, plan.outbound().size());
        assertEquals(Reason.BAD_ADDRESS, plan.refused().getFirst().verdict().reason());
    }

    @Test
    void recordsThatContradictThemselvesAreNotRouted() {
        AcceptedMessage good = message(recipient("a@here", local(1, "")));
        assertInstanceOf(RoutePlan.Routed.class, RoutePlanner.plan(good));
        List<AcceptedMessage> bad = List.of(
                good.toBuilder().setQueueId("x").build(),
                good.toBuilder().clearRecipients().build(),
                message(recipient("a@here")),
                message(recipient("a@here", Target.getDefaultInstance())),
                good.toBuilder()
                        .setContent(CONTENT.toBuilder().setSizeOctets(5))
                        .build(),
                good.toBuilder().setContent(CONTENT.toBuilder().clearSha256()).build(),
                good.toBuilder().setContent(CONTENT.toBuilder().clearInline()).build(),
                good.toBuilder().setContent(CONTENT.toBuilder().setBlobKey("")).build());
        bad.forEach(each -> assertInstanceOf(RoutePlan.Inconsistent.class, RoutePlanner.plan(each)));
    }

    @Test
    void decodingMakesNoCopyOfTheBody() throws Exception {
        byte[] value = message(recipient("a@here", local(1, ""))).toByteArray();
        AcceptedMessage decoded = Decoding.decode(AcceptedMessage.parser(), value);
        int at = new String(value, StandardCharsets.ISO_8859_1).indexOf("body");
        value[at] = 'B';
        assertEquals("Body", decoded.getContent().getInline().toStringUtf8());
    }
}
