package dev.postrider.bench;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;

/**
 * A message that passes SPF, DKIM (RSA with 2048 bits, relaxed) and DMARC, and the DNS records that it needs to.
 *
 * @param content ASCII, with CRLF
 * @param texts name to TXT record in zone file form
 */
record SignedMail(String content, Map<String, String> texts) {
    private static final String DOMAIN = "sender.test";
    private static final int TXT_CHARACTERS = 255;

    /** A message of about {@code sizeOctets} octets from {@code load@sender.test}, sent from this machine. */
    static SignedMail of(int sizeOctets) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair key = generator.generateKeyPair();
        Base64.Encoder base64 = Base64.getEncoder();
        String message = new String(SmtpLoad.content("policy", sizeOctets), StandardCharsets.US_ASCII);
        int headerEnd = message.indexOf("\r\n\r\n") + 2;
        byte[] bodyHash = MessageDigest.getInstance("SHA-256")
                .digest(message.substring(headerEnd + 2).getBytes(StandardCharsets.US_ASCII));
        String tags = "v=1; a=rsa-sha256; c=relaxed/relaxed; d=" + DOMAIN + "; s=bench; h=from:to:subject:date; bh="
                + base64.encodeToString(bodyHash) + "; b=";
        StringBuilder signed = new StringBuilder();
        for (String field : message.substring(0, headerEnd).split("\r\n", -1)) {
            int colon = field.indexOf(": ");
            // The message is in canonical form but for the names, and its Message-ID is not signed.
            if (colon > 0 && !field.startsWith("Message-ID")) {
                signed.append(field.substring(0, colon).toLowerCase(Locale.ROOT))
                        .append(':')
                        .append(field.substring(colon + 2))
                        .append("\r\n");
            }
        }
        signed.append("dkim-signature:").append(tags);
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key.getPrivate());
        signature.update(signed.toString().getBytes(StandardCharsets.US_ASCII));
        String field = "DKIM-Signature: " + tags.replace("; s=", ";\r\n s=").replace("; bh=", ";\r\n bh=") + "\r\n "
                + base64.encodeToString(signature.sign());
        String record = "v=DKIM1; p=" + base64.encodeToString(key.getPublic().getEncoded());
        return new SignedMail(
                field + "\r\n" + message,
                Map.of(
                        DOMAIN,
                        "\"v=spf1 ip4:127.0.0.1 -all\"",
                        "bench._domainkey." + DOMAIN,
                        "\"" + record.substring(0, TXT_CHARACTERS) + "\" \"" + record.substring(TXT_CHARACTERS) + "\"",
                        "_dmarc." + DOMAIN,
                        "\"v=DMARC1; p=reject\""));
    }
}
