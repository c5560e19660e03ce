package dev.postrider.mail.header;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressListTest {
    /** name|route|mailbox|host, with - for what is not there; addresses separated by a blank. */
    private static String show(String value) {
        return AddressList.parse(value).stream()
                .map(address -> part(address.name()) + "|" + part(address.route()) + "|" + part(address.mailbox()) + "|"
                        + part(address.host()))
                .collect(Collectors.joining(" "));
    }

    private static String part(Optional<String> text) {
        return text.orElse("-");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                // RFC 5322 appendix A.
                "John Doe <jdoe@machine.example> ! John Doe|-|jdoe|machine.example",
                "\"Joe Q. Public\" <john.q.public@example.com> ! Joe Q. Public|-|john.q.public|example.com",
                "Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test> ! Mary Smith|-|mary|x.test -|-|jdoe|example.org Who?|-|one|y.test",
                "<boss@nil.test>, \"Giant; \\\"Big\\\" Box\" <sysservices@example.net> ! -|-|boss|nil.test Giant; \"Big\" Box|-|sysservices|example.net",
                "A Group:Ed Jones <joe@where.test>,joe@where.test,John <jdoe@one.test>; ! -|-|A Group|- Ed Jones|-|joe|where.test -|-|joe|where.test John|-|jdoe|one.test -|-|-|-",
                "Undisclosed recipients:; ! -|-|Undisclosed recipients|- -|-|-|-",
                "Pete(A nice \\) chap) <pete(his account)@silly.test(his host)> ! Pete|-|pete|silly.test",
                "A Group(Some people) :Chris Jones <c@(Chris's host.)public.example>, joe@example.org, John <jdoe@one.test> (my dear friend); (the end of the group) ! -|-|A Group|- Chris Jones|-|c|public.example -|-|joe|example.org John|-|jdoe|one.test -|-|-|-",
                "(Empty list)(start)Hidden recipients  :(nobody(that I know))  ; ! -|-|Hidden recipients|- -|-|-|-",
                "Joe Q. Public <john.q.public@example.com> ! Joe Q. Public|-|john.q.public|example.com",
                "Mary Smith <@node.test:mary@example.net>, , jdoe@test  . example ! Mary Smith|@node.test|mary|example.net -|-|jdoe|test.example",
                "<@a.test,@b.test:joe@c.test> ! -|@a.test,@b.test|joe|c.test",
                // The old form: the name is a comment.
                "tg@cac.washington.edu (Terry Gray) ! Terry Gray|-|tg|cac.washington.edu",
                "\"john doe\"@example.com ! -|-|john doe|example.com",
                "x <\"john @ doe\"@example.com> ! x|-|john @ doe|example.com",
                "joe@[192.0.2.1] ! -|-|joe|[192.0.2.1]",
                "<joe@[IPv6:2001:db8::1]> ! -|-|joe|[IPv6:2001:db8::1]",
                // What is seen though not allowed.
                "root ! -|-|root|",
                "root (Charlie Root) ! Charlie Root|-|root|",
                "<> ! -|-||",
                "joe@x.test <joe@x.test> ! joe@x.test|-|joe|x.test",
                "joe@x.test; ann@y.test ! -|-|joe|x.test -|-|ann|y.test",
                "Joe <joe@x.test, ann@y.test ! Joe|-|joe|x.test -|-|ann|y.test",
                "a@b@c.test ! -|-|a@b|c.test",
                "<a@b@c.test> ! -|-|a@b|c.test",
                "Joe <a@x.test> <b@y.test> ! Joe|-|a|x.test -|-|b|y.test",
                "=?utf-8?Q?J=C3=BCrgen?= <j@x.test> ! =?utf-8?Q?J=C3=BCrgen?=|-|j|x.test",
                "J\u00fcrgen <j\u00fc@x.test> ! J\u00fcrgen|-|j\u00fc|x.test",
                "Group: a@b ! -|-|Group|- -|-|a|b -|-|-|-",
                "\"unclosed <a@b> ! -|-|unclosed <a@b>|"
            })
    void reads(String value, String expected) {
        assertEquals(expected, show(value));
    }

    @Test
    void nothingIsNoAddress() {
        assertEquals(List.of(), AddressList.parse(""));
        assertEquals(List.of(), AddressList.parse(" , ,(comment), "));
    }

    @Test
    void neverThrowsAndGroupsAreBalanced() {
        Random random = new Random(11);
        String alphabet = "ab<>@,;:\"()[]\\. \t\u00e9";
        for (int round = 0; round < 50_000; round++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(30);
            for (int i = 0; i < length; i++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            int depth = 0;
            for (EnvelopeAddress address : AddressList.parse(text.toString())) {
                depth += address.isGroupStart() ? 1 : address.isGroupEnd() ? -1 : 0;
                assertEquals(true, depth == 0 || depth == 1, text.toString());
            }
            assertEquals(0, depth, text.toString());
        }
    }

    @Test
    void isBounded() {
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            assertEquals(
                    AddressList.MAX_ADDRESSES,
                    AddressList.parse("a,".repeat(100_000)).size());
            assertEquals(1, AddressList.parse("(".repeat(500_000) + "a").size() + 1);
            assertEquals(1, AddressList.parse("a@".repeat(200_000)).size());
        });
    }
}
