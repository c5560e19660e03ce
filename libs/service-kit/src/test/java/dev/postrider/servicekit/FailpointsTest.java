package dev.postrider.servicekit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.postrider.servicekit.failpoint.FailpointException;
import dev.postrider.servicekit.failpoint.Failpoints;
import dev.postrider.servicekit.failpoint.RecordingFailpoints;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FailpointsTest {
    @Test
    void stepsAreRecordedAndFailOnDemandWhileTheRecorderIsOpen() {
        Failpoints.hit("before");
        try (RecordingFailpoints recorder = RecordingFailpoints.open()) {
            Failpoints.hit("a");
            recorder.fail("b");
            assertThrows(FailpointException.class, () -> Failpoints.hit("b"));
            recorder.heal("b");
            Failpoints.hit("b");
            assertEquals(List.of("a", "b", "b"), recorder.hits());
        }
        Failpoints.hit("after");
    }
}
