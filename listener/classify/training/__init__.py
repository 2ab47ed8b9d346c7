"""How the bundled model is made: training, export, calibration, release; needs the extra `listener[torch]`."""
