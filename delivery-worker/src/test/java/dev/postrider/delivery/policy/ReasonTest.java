package dev.postrider.delivery.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReasonTest {
    @ParameterizedTest
    @EnumSource
    void theStatusSaysWhatTheDispositionSays(Reason reason) {
        Disposition expected = switch (reason.status().classDigit()) {
            case 2 -> Disposition.SUCCEEDED;
            case 4 -> reason == Reason.EXPIRED ? Disposition.FAILED : Disposition.DEFERRED;
            default -> Disposition.FAILED;
        };
        assertEquals(expected, reason.disposition());
    }
}
