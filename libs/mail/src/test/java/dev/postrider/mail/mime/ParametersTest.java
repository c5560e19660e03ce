package dev.postrider.mail.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParametersTest {
    private static String show(String value) {
        StructuredValue parsed = StructuredValue.parse(value);
        return parsed.token() + "/" + parsed.subtoken()
                + parsed.parameters().stream()
                        .map(parameter -> ";" + parameter.name() + "=" + parameter.value())
                        .collect(Collectors.joining());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "text/plain; charset=us-ascii (Plain text) ! text/plain;charset=us-ascii",
                "text/plain; charset=\"us-ascii\" ! text/plain;charset=us-ascii",
                "TEXT / (x) HTML ;; Charset = UTF-8 ; ! text/html;charset=UTF-8",
                "multipart/mixed; boundary=gc0pJq0M:08jU534c0p ! multipart/mixed;boundary=gc0pJq0M:08jU534c0p",
                "multipart/mixed; boundary=----=_Part_1 ! multipart/mixed;boundary=----=_Part_1",
                "a/b; name=my file (1).pdf; x=y ! a/b;name=my file;x=y",
                "a/b; name=file(1).pdf ! a/b;name=file(1).pdf",
                "a/b; name=\"a\\\"b\\\\c\" ! a/b;name=a\"b\\c",
                "a/b; name=\"open ! a/b;name=open",
                "a/b; nonsense; x=y ! a/b;x=y",
                "a/b; =v; x=y ! a/b;x=y",
                "a/b c=d ! a/b;c=d",
                "a/b; x= ! a/b;x=",
                // RFC 2231 s3, s4, s4.1.
                "message/external-body; access-type=URL; URL*0=\"ftp://\"; URL*1=\"cs.utk.edu/pub/moore/bulk-mailer/bulk-mailer.tar\" ! message/external-body;access-type=URL;url=ftp://cs.utk.edu/pub/moore/bulk-mailer/bulk-mailer.tar",
                "application/x-stuff; title*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A ! application/x-stuff;title*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A",
                "application/x-stuff; title*0*=us-ascii'en'This%20is%20even%20more%20; title*1*=%2A%2A%2Afun%2A%2A%2A%20; title*2=\"isn't it\" ! application/x-stuff;title*=us-ascii'en'This%20is%20even%20more%20%2A%2A%2Afun%2A%2A%2A%20isn%27t%20it",
                "a/b; n*1=y; n*0=x; n*3=lost ! a/b;n=xy",
                "a/b; n*1=y; n*2=z ! a/b;n*1=y;n*2=z",
                "a/b; n*=utf-8''x; n*x=1; *0=2 ! a/b;n*=utf-8''x;n*x=1;*0=2"
            })
    void reads(String value, String expected) {
        assertEquals(expected, show(value));
    }

    @Test
    void decodesForReaders() {
        assertEquals(
                Optional.of("This is even more ***fun*** isn't it!"),
                find(
                        "x/y; title*0*=us-ascii'en'This%20is%20even%20more%20; title*1*=%2A%2A%2Afun%2A%2A%2A%20;"
                                + " title*2=\"isn't it!\"",
                        "title"));
        assertEquals(Optional.of("\u20ac rates"), find("x/y; title=plain; title*=UTF-8''%e2%82%ac%20rates", "title"));
        assertEquals(Optional.of("\u00a3 rates"), find("x/y; title*=iso-8859-1'en'%A3%20rates", "title"));
        assertEquals(Optional.of("caf\u00e9"), find("x/y; title=\"=?utf-8?Q?caf=C3=A9?=\"", "title"));
        assertEquals(Optional.of("50%"), find("x/y; title*=50%", "title"));
        assertEquals(Optional.empty(), find("x/y", "title"));
    }

    @Test
    void fileNames() {
        MimePart part = MimeParser.parse(Messages.lines(
                "Content-Type: application/pdf; name=old.pdf",
                "Content-Disposition: attachment; filename*0*=utf-8''%c3%a4;",
                " filename*1=.pdf",
                ""));
        assertEquals(Optional.of("\u00e4.pdf"), part.fileName());
        assertEquals(List.of(new Parameter("filename*", "utf-8''%c3%a4.pdf")), part.dispositionParameters());
    }

    @Test
    void neverThrows() {
        Random random = new Random(9);
        String alphabet = "ab/;=\"()\\*01'% ,\t\u00e9";
        for (int round = 0; round < 50_000; round++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(30);
            for (int i = 0; i < length; i++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            show(text.toString());
            StructuredValue.tokens(text.toString());
            StructuredValue.firstToken(text.toString());
            find(text.toString(), "a");
        }
    }

    private static Optional<String> find(String value, String name) {
        return ParameterValues.find(StructuredValue.parse(value).parameters(), name);
    }
}
