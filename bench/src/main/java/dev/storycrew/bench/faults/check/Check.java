package dev.storycrew.bench.faults.check;

/** Judges one thing. It is shown all slices, then asked. */
interface Check {
    void look(Slice slice);

    CampaignVerdict.Finding finding();
}
