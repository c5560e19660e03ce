package dev.postrider.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.postrider.testkit.ScramClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SaslServerTest {
    private static final byte[] EXPORTED = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final SaslTerms TERMS = new SaslTerms(
            EnumSet.allOf(SaslMechanism.class), Optional.of(ChannelBinding.of(EXPORTED)), SaslTerms.INVALID_TOKEN);
    private static final SaslTerms UNBOUND =
            new SaslTerms(EnumSet.of(SaslMechanism.SCRAM_SHA_256), Optional.empty(), SaslTerms.INVALID_TOKEN);
    private static final String SALT = "W22ZaJ0SNY7soEsUEjb6gQ==";
    private static final ScramVerifier VERIFIER = ScramVerifier.derive(
                    "pencil", Base64.getDecoder().decode(SALT), 4096)
            .orElseThrow();
    /** RFC 7677 s3. */
    private static final String SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";

    @Test
    void plainInBothForms() {
        assertEquals(
                new SaslStep.Inquire(new SaslInquiry.Password("alice", "secret")),
                SaslServer.begin(SaslMechanism.PLAIN, Optional.of("\0alice\0secret"), TERMS));
        SaslStep.Challenge challenge = challenge(SaslServer.begin(SaslMechanism.PLAIN, Optional.empty(), TERMS));
        assertEquals("", challenge.text());
        assertEquals(
                new SaslStep.Inquire(new SaslInquiry.Password("alice", "secret")),
                SaslServer.respond(challenge.exchange(), "alice\0alice\0secret"));
        assertEquals(failed(SaslFailure.INVALID), SaslServer.respond(challenge.exchange(), "bob\0alice\0secret"));
        for (String malformed : List.of("", "alice", "a\0b", "\0\0x", "a\0b\0c\0d")) {
            assertEquals(failed(SaslFailure.MALFORMED), SaslServer.respond(challenge.exchange(), malformed));
        }
    }

    @Test
    void loginAsksTwice() {
        SaslStep.Challenge name = challenge(SaslServer.begin(SaslMechanism.LOGIN, Optional.empty(), TERMS));
        assertEquals("Username:", name.text());
        SaslStep.Challenge password = challenge(SaslServer.respond(name.exchange(), "alice"));
        assertEquals("Password:", password.text());
        SaslStep asked = SaslServer.respond(password.exchange(), "secret");
        assertEquals(new SaslStep.Inquire(new SaslInquiry.Password("alice", "secret")), asked);
        assertEquals(
                new SaslStep.Passed(1, "alice@example.org"),
                SaslServer.answered(inquiry(asked), new SaslAnswer.Accepted(1, "alice@example.org")));
    }

    @Test
    void theExampleOfRfc7677() {
        SaslStep first =
                SaslServer.begin(SaslMechanism.SCRAM_SHA_256, Optional.of("n,,n=user,r=rOprNGfwEbeRWgbNEkqO"), TERMS);
        assertEquals(
                "user",
                assertInstanceOf(SaslInquiry.ScramParameters.class, inquiry(first))
                        .login());
        SaslStep.Challenge challenge =
                challenge(SaslServer.answered(inquiry(first), new SaslAnswer.Parameters(SALT, 4096, SERVER_NONCE)));
        assertEquals(
                "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
                challenge.text());
        SaslStep proof = SaslServer.respond(
                challenge.exchange(),
                "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                        + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        SaslStep.Challenge signed = challenge(SaslServer.answered(inquiry(proof), answer(inquiry(proof))));
        assertEquals("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", signed.text());
        assertEquals(new SaslStep.Passed(1, "user"), SaslServer.respond(signed.exchange(), ""));
        assertEquals(failed(SaslFailure.MALFORMED), SaslServer.respond(signed.exchange(), "x"));
    }

    @Test
    void aBoundExchange() {
        ScramClient client = ScramClient.bound("user", "pencil", "abcdef", EXPORTED);
        assertTrue(passes(client, SaslMechanism.SCRAM_SHA_256_PLUS, TERMS));
    }

    @Test
    void aBoundExchangeOverAnotherConnectionFails() {
        byte[] other = EXPORTED.clone();
        other[0] ^= 1;
        ScramClient client = ScramClient.bound("user", "pencil", "abcdef", other);
        assertFalse(passes(client, SaslMechanism.SCRAM_SHA_256_PLUS, TERMS));
        assertFalse(passes(client, SaslMechanism.SCRAM_SHA_256_PLUS, UNBOUND), "there is nothing to bind to");
    }

    @Test
    void aWrongPasswordFails() {
        assertTrue(passes(ScramClient.plain("user", "pencil", "abcdef"), SaslMechanism.SCRAM_SHA_256, TERMS));
        assertFalse(passes(ScramClient.plain("user", "Pencil", "abcdef"), SaslMechanism.SCRAM_SHA_256, TERMS));
    }

    @Test
    void namesMayHoldCommasAndEqualsSigns() {
        SaslStep first = SaslServer.begin(SaslMechanism.SCRAM_SHA_256, Optional.of("n,,n=a=2Cb=3Dc,r=x"), TERMS);
        assertEquals(
                "a,b=c",
                assertInstanceOf(SaslInquiry.ScramParameters.class, inquiry(first))
                        .login());
    }

    @Test
    void theFlagOfChannelBindingMustGoWithTheMechanism() {
        assertEquals(failed(SaslFailure.CHANNEL_BINDING), scram(SaslMechanism.SCRAM_SHA_256, "y,,n=u,r=x", TERMS));
        assertInstanceOf(SaslStep.Inquire.class, scram(SaslMechanism.SCRAM_SHA_256, "y,,n=u,r=x", UNBOUND));
        assertEquals(
                failed(SaslFailure.CHANNEL_BINDING),
                scram(SaslMechanism.SCRAM_SHA_256, "p=tls-exporter,,n=u,r=x", TERMS));
        for (String header : List.of("n,,", "y,,", "p=tls-unique,,", "p=tls-server-end-point,,", "p=TLS-EXPORTER,,")) {
            assertEquals(
                    failed(SaslFailure.CHANNEL_BINDING),
                    scram(SaslMechanism.SCRAM_SHA_256_PLUS, header + "n=u,r=x", TERMS),
                    header);
        }
        assertInstanceOf(
                SaslStep.Inquire.class, scram(SaslMechanism.SCRAM_SHA_256_PLUS, "p=tls-exporter,,n=u,r=x", TERMS));
    }

    @Test
    void nobodyActsAsSomebodyElse() {
        assertEquals(failed(SaslFailure.INVALID), scram(SaslMechanism.SCRAM_SHA_256, "n,a=bob,n=alice,r=x", TERMS));
        assertInstanceOf(SaslStep.Inquire.class, scram(SaslMechanism.SCRAM_SHA_256, "n,a=alice,n=alice,r=x", TERMS));
    }

    @Test
    void malformedFirstMessages() {
        for (String message : List.of(
                "",
                ",",
                ",,",
                "n",
                "n,",
                "n,,",
                "n,,n=u",
                "n,,r=x,n=u",
                "n,,n=,r=x",
                "n,,n=u,r=",
                "n,,n=u=,r=x",
                "n,,n=u=2c,r=x",
                "n,,n=u,r=a b",
                "n,,n=u,r=\u00e9",
                "n,,m=x,n=u,r=x",
                "n,,n=u,r=x,m=y",
                "n,,n=u,r=x,extension",
                "n,b=x,n=u,r=x",
                "n,a=,n=u,r=x",
                "x,,n=u,r=x",
                "p=,,n=u,r=x",
                "p=a b,,n=u,r=x",
                "n,,n=u\0,r=x",
                "n,,n=u,r=" + "x".repeat(2000),
                "n,,n=" + "u".repeat(5000) + ",r=x")) {
            assertEquals(failed(SaslFailure.MALFORMED), scram(SaslMechanism.SCRAM_SHA_256, message, TERMS), message);
        }
        assertInstanceOf(
                SaslStep.Inquire.class,
                scram(SaslMechanism.SCRAM_SHA_256, "n,,n=u,r=x,x=an extension that need not be understood", TERMS));
    }

    @Test
    void malformedFinalMessages() {
        SaslStep.Challenge challenge = challenge(SaslServer.answered(
                inquiry(scram(SaslMechanism.SCRAM_SHA_256, "n,,n=u,r=x", TERMS)),
                new SaslAnswer.Parameters(SALT, 4096, "y")));
        String proof = ",p=" + "A".repeat(43) + "=";
        assertInstanceOf(SaslStep.Inquire.class, SaslServer.respond(challenge.exchange(), "c=biws,r=xy" + proof));
        assertInstanceOf(SaslStep.Inquire.class, SaslServer.respond(challenge.exchange(), "c=biws,r=xy,e=z" + proof));
        for (String message : List.of(
                "",
                "c=biws,r=xy",
                "r=xy" + proof,
                "c=biws" + proof,
                "c=,r=xy" + proof,
                "c=!!,r=xy" + proof,
                "c=biws,r=xy,m=z" + proof,
                "c=biws,r=xy,p=",
                "c=biws,r=xy,p=AAAA",
                "c=biws,r=xy,p=!",
                "c=biws,r= " + proof,
                "c=biws,r=xy" + proof + "\0",
                "c=biws,r=xy,x=" + "y".repeat(9000) + proof)) {
            assertEquals(failed(SaslFailure.MALFORMED), SaslServer.respond(challenge.exchange(), message), message);
        }
        assertEquals(
                failed(SaslFailure.CHANNEL_BINDING), SaslServer.respond(challenge.exchange(), "c=eSws,r=xy" + proof));
        assertEquals(failed(SaslFailure.INVALID), SaslServer.respond(challenge.exchange(), "c=biws,r=x" + proof));
    }

    /** RFC 7628 s4.1, with a token that is not cut. */
    @Test
    void theExampleOfRfc7628() {
        String message =
                "n,a=user@example.com,\1host=server.example.com\1port=143\1auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\1\1";
        SaslStep asked = SaslServer.begin(SaslMechanism.OAUTHBEARER, Optional.of(message), TERMS);
        assertEquals(
                new SaslStep.Inquire(new SaslInquiry.Token(
                        Optional.of("user@example.com"),
                        "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==",
                        SaslTerms.INVALID_TOKEN)),
                asked);
        assertEquals(
                new SaslStep.Passed(1, "user@example.com"),
                SaslServer.answered(inquiry(asked), new SaslAnswer.Accepted(1, "user@example.com")));
    }

    /** RFC 7628 s4.3. */
    @Test
    void aRefusedTokenIsExplainedBeforeItFails() {
        SaslStep asked = SaslServer.begin(SaslMechanism.OAUTHBEARER, Optional.of("n,,\1auth=Bearer x\1\1"), TERMS);
        SaslStep.Challenge why =
                challenge(SaslServer.answered(inquiry(asked), new SaslAnswer.Refused(SaslFailure.INVALID)));
        assertEquals("{\"status\":\"invalid_token\"}", why.text());
        assertEquals(failed(SaslFailure.INVALID), SaslServer.respond(why.exchange(), "\1"));
        assertEquals(failed(SaslFailure.INVALID), SaslServer.respond(why.exchange(), ""));
        assertEquals(
                failed(SaslFailure.UNAVAILABLE),
                SaslServer.answered(inquiry(asked), new SaslAnswer.Refused(SaslFailure.UNAVAILABLE)));
    }

    @Test
    void xoauth2() {
        assertEquals(
                new SaslStep.Inquire(
                        new SaslInquiry.Token(Optional.of("a@b.example"), "tok.en", SaslTerms.INVALID_TOKEN)),
                SaslServer.begin(
                        SaslMechanism.XOAUTH2, Optional.of("user=a@b.example\1auth=bearer tok.en\1\1"), TERMS));
    }

    @Test
    void malformedTokenMessages() {
        for (String message : List.of(
                "",
                "\1",
                "\1\1",
                "n,,",
                "n,,\1",
                "n,,\1\1",
                "n,,\1auth=Bearer x\1",
                "n,,auth=Bearer x\1\1",
                "n,,\1auth=Basic x\1\1",
                "n,,\1auth=Bearer \1\1",
                "n,,\1auth=Bearer a b\1\1",
                "n,,\1auth\1\1",
                "n,,\1=x\1auth=Bearer x\1\1",
                "n,,\1auth=Bearer x\1auth=Bearer y\1\1",
                "p=tls-exporter,,\1auth=Bearer x\1\1",
                "n,,\1" + "k=v\1".repeat(30) + "auth=Bearer x\1\1",
                "n,,\1auth=Bearer " + "x".repeat(20_000) + "\1\1")) {
            assertEquals(
                    failed(SaslFailure.MALFORMED),
                    SaslServer.begin(SaslMechanism.OAUTHBEARER, Optional.of(message), TERMS),
                    message);
        }
        for (String message :
                List.of("auth=Bearer x\1\1", "user=\1auth=Bearer x\1\1", "user=a\1\1", "user=a\1auth=Bearer x")) {
            assertEquals(
                    failed(SaslFailure.MALFORMED),
                    SaslServer.begin(SaslMechanism.XOAUTH2, Optional.of(message), TERMS),
                    message);
        }
    }

    @Test
    void anAnswerToAnotherQuestionIsNone() {
        SaslInquiry password = new SaslInquiry.Password("a", "b");
        SaslInquiry proof = new SaslInquiry.ScramProof("a", "b", "c");
        assertEquals(
                failed(SaslFailure.UNAVAILABLE),
                SaslServer.answered(password, new SaslAnswer.ProofAccepted(1, "a", "x")));
        assertEquals(failed(SaslFailure.UNAVAILABLE), SaslServer.answered(proof, new SaslAnswer.Accepted(1, "a")));
        assertEquals(
                failed(SaslFailure.UNAVAILABLE),
                SaslServer.answered(password, new SaslAnswer.Parameters(SALT, 4096, "x")));
    }

    @Test
    void nothingThatIsPrintedHoldsASecret() {
        for (SaslInquiry inquiry : List.of(
                new SaslInquiry.Password("alice", "S3CRET"),
                new SaslInquiry.ScramProof("alice", "message", "S3CRET"),
                new SaslInquiry.Token(Optional.of("alice"), "S3CRET", ""))) {
            assertFalse(inquiry.toString().contains("S3CRET"), inquiry.toString());
        }
    }

    private static boolean passes(ScramClient client, SaslMechanism mechanism, SaslTerms terms) {
        SaslStep step = SaslServer.begin(mechanism, Optional.of(client.first()), terms);
        if (!(step instanceof SaslStep.Inquire)) {
            return false;
        }
        SaslStep.Challenge first =
                challenge(SaslServer.answered(inquiry(step), new SaslAnswer.Parameters(SALT, 4096, SERVER_NONCE)));
        SaslStep proof = SaslServer.respond(first.exchange(), client.last(first.text()));
        if (!(proof instanceof SaslStep.Inquire)) {
            return false;
        }
        SaslStep answered = SaslServer.answered(inquiry(proof), answer(inquiry(proof)));
        return answered instanceof SaslStep.Challenge signed
                && client.accepts(signed.text())
                && SaslServer.respond(signed.exchange(), "") instanceof SaslStep.Passed;
    }

    /** What a directory says that holds one login, user with the password pencil. */
    private static SaslAnswer answer(SaslInquiry inquiry) {
        SaslInquiry.ScramProof proof = assertInstanceOf(SaslInquiry.ScramProof.class, inquiry);
        return VERIFIER.check(proof.authMessage(), Base64.getDecoder().decode(proof.proofBase64()))
                .<SaslAnswer>map(signature -> new SaslAnswer.ProofAccepted(
                        1, proof.login(), Base64.getEncoder().encodeToString(signature)))
                .orElseGet(() -> new SaslAnswer.Refused(SaslFailure.INVALID));
    }

    private static SaslStep scram(SaslMechanism mechanism, String first, SaslTerms terms) {
        return SaslServer.begin(mechanism, Optional.of(first), terms);
    }

    private static SaslStep failed(SaslFailure failure) {
        return new SaslStep.Failed(failure);
    }

    private static SaslStep.Challenge challenge(SaslStep step) {
        return assertInstanceOf(SaslStep.Challenge.class, step);
    }

    private static SaslInquiry inquiry(SaslStep step) {
        return assertInstanceOf(SaslStep.Inquire.class, step).inquiry();
    }
}
