package dev.postrider.smtp.ingress.adapter.pipeline;

import dev.postrider.mailauth.dkim.DkimReport;
import dev.postrider.mailauth.spf.SpfVerdict;
import java.util.Optional;

/** What the steps of one message leave to those that need it. Written by the thread of one step, read by a later one. */
final class Answers {
    private volatile Optional<SpfVerdict> spf = Optional.empty();
    private volatile Optional<DkimReport> dkim = Optional.empty();

    void spf(SpfVerdict verdict) {
        spf = Optional.of(verdict);
    }

    void dkim(DkimReport report) {
        dkim = Optional.of(report);
    }

    /** Empty: nobody asked, or there was no answer in time. */
    Optional<SpfVerdict> spf() {
        return spf;
    }

    /** Empty: nobody asked, or there was no answer in time. */
    Optional<DkimReport> dkim() {
        return dkim;
    }
}
