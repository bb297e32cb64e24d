"""The brief: what is said of an answer, sentence by sentence, each bound to the records that it rests on."""
