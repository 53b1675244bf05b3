update consent_text set current = false
