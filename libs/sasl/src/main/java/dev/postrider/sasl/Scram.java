package dev.postrider.sasl;

import dev.postrider.sasl.ScramClientFirst.Flag;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** The messages of SCRAM in their order, RFC 5802 s5. */
final class Scram {
    private static final int MAX_FINAL_CHARS = 8192;
    private static final int PROOF_OCTETS = 32;

    private Scram() {}

    static SaslStep first(String message, boolean plus, SaslTerms terms) {
        Optional<ScramClientFirst> parsed = ScramClientFirst.parse(message);
        if (parsed.isEmpty()) {
            return new SaslStep.Failed(SaslFailure.MALFORMED);
        }
        ScramClientFirst first = parsed.get();
        Optional<String> binding = binding(first, plus, terms);
        if (binding.isEmpty()) {
            return new SaslStep.Failed(SaslFailure.CHANNEL_BINDING);
        }
        // To act as somebody else is not possible here.
        if (first.authzid().filter(name -> !name.equals(first.login())).isPresent()) {
            return new SaslStep.Failed(SaslFailure.INVALID);
        }
        return new SaslStep.Inquire(new SaslInquiry.ScramParameters(first, binding.get()));
    }

    /**
     * What {@code c=} must be, RFC 5802 s6; empty if the flag does not go with the mechanism. A client that could bind and thinks that we
     * cannot, though we have told it that we can, has been told otherwise by somebody in between.
     */
    private static Optional<String> binding(ScramClientFirst first, boolean plus, SaslTerms terms) {
        boolean offered = terms.offered().contains(SaslMechanism.SCRAM_SHA_256_PLUS);
        return switch (first.flag()) {
            case Flag.NotSupported ignored -> plus ? Optional.empty() : Optional.of(encode(first.gs2Header()));
            case Flag.NotOffered ignored -> plus || offered ? Optional.empty() : Optional.of(encode(first.gs2Header()));
            case Flag.Bound(String type) ->
                plus && type.equals(ChannelBinding.TYPE)
                        ? terms.binding().map(bound -> encode(first.gs2Header(), bound.data()))
                        : Optional.empty();
        };
    }

    /** {@code server-first-message = "r=" nonce ",s=" base64 ",i=" posit-number}. */
    static SaslStep challenge(SaslInquiry.ScramParameters asked, SaslAnswer.Parameters parameters) {
        ScramClientFirst first = asked.clientFirst();
        String nonce = first.nonce() + parameters.serverNonce();
        String text = "r=" + nonce + ",s=" + parameters.saltBase64() + ",i=" + parameters.iterations();
        return new SaslStep.Challenge(
                text, new SaslExchange.ScramFinal(first.login(), first.bare(), text, asked.bindingInput(), nonce));
    }

    /** {@code client-final-message = "c=" base64 "," "r=" nonce ["," extensions] "," "p=" base64}. */
    static SaslStep last(String message, SaslExchange.ScramFinal exchange) {
        int behind = message.lastIndexOf(",p=");
        if (behind < 0 || message.length() > MAX_FINAL_CHARS || message.indexOf('\0') >= 0) {
            return new SaslStep.Failed(SaslFailure.MALFORMED);
        }
        String withoutProof = message.substring(0, behind);
        String proof = message.substring(behind + 3);
        String[] parts = withoutProof.split(",", -1);
        if (parts.length < 2
                || !parts[0].startsWith("c=")
                || !parts[1].startsWith("r=")
                || !isBase64(parts[0].substring(2))
                || !ScramClientFirst.isNonce(parts[1].substring(2))
                || !isProof(proof)) {
            return new SaslStep.Failed(SaslFailure.MALFORMED);
        }
        for (int i = 2; i < parts.length; i++) {
            if (!ScramClientFirst.isExtension(parts[i])) {
                return new SaslStep.Failed(SaslFailure.MALFORMED);
            }
        }
        if (!parts[0].substring(2).equals(exchange.bindingBase64())) {
            return new SaslStep.Failed(SaslFailure.CHANNEL_BINDING);
        }
        if (!parts[1].substring(2).equals(exchange.nonce())) {
            return new SaslStep.Failed(SaslFailure.INVALID);
        }
        String authMessage = exchange.clientFirstBare() + "," + exchange.serverFirst() + "," + withoutProof;
        return new SaslStep.Inquire(new SaslInquiry.ScramProof(exchange.login(), authMessage, proof));
    }

    private static boolean isProof(String text) {
        return isBase64(text) && Base64.getDecoder().decode(text).length == PROOF_OCTETS;
    }

    private static boolean isBase64(String text) {
        try {
            return Base64.getDecoder().decode(text).length > 0 && text.length() % 4 == 0;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private static String encode(String gs2Header, byte[]... data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(gs2Header.getBytes(StandardCharsets.UTF_8));
        for (byte[] octets : data) {
            out.writeBytes(octets);
        }
        return Base64.getEncoder().encodeToString(out.toByteArray());
    }
}
